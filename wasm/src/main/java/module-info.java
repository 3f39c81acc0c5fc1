/** WebAssembly types, module model, binary and text formats, validation. */
module dev.jabiru.wasm {
  requires static org.jspecify;
  requires transitive dev.jabiru.entity;

  exports dev.jabiru.wasm;
  exports dev.jabiru.wasm.text;
}
