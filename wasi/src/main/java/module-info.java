/** WASI preview 1 for hosts of the Jabiru runtime. */
module dev.jabiru.wasi {
  requires static org.jspecify;
  requires transitive dev.jabiru.runtime;

  exports dev.jabiru.wasi;
}
