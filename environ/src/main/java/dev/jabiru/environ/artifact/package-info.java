// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors
/**
 * The file that holds a set of compiled modules: an ELF file, whatever they are compiled to.
 *
 * <p>In: a {@link dev.jabiru.environ.CompilationArtifacts}; out: bytes, and back, each exactly. A
 * program that runs such a file needs neither the compiler nor the code generator: {@link
 * dev.jabiru.environ.artifact.ArtifactClassSource} hands class files to the runtime, and {@link
 * dev.jabiru.environ.x64.NativeCode} is machine code with the stubs that it leaves through.
 *
 * <pre>{@code
 * byte[] file = ArtifactFile.write(artifacts);
 * CompilationArtifacts same = ArtifactFile.read(file);
 * }</pre>
 *
 * <p>{@code readelf}, {@code objdump} and {@code gdb} read the file as what it is: code with
 * symbols. To see the functions in a running process, {@code add-symbol-file FILE ADDRESS} in gdb.
 *
 * <h2>Every byte</h2>
 *
 * Fixed-width numbers are little-endian, u32 and u64 unsigned. {@code varint} is unsigned LEB128 of
 * at most 32 bits in its shortest form. {@code blob} is a varint length and that many bytes. {@code
 * string} is a blob of valid UTF-8. CRC32C is the one of {@link java.util.zip.CRC32C}.
 *
 * <p>Sections follow each other in the order below, each at the next multiple of its alignment;
 * between them there are zeros. A section is there if the file is for its target, or, of those for debug,
 * for x64 with debug information. The table of sections follows at the next multiple of 8, and ends the file. So everything about the layout
 * follows from targets and sizes, and a reader need not trust any other number.
 *
 * <pre>
 * offset  size  what
 *      0    64  ELF header: 64 bits, little-endian, ET_DYN, EM_X86_64 if for x64, else EM_NONE;
 *               no entry, one program header, the last section has the names of sections
 *     64    56  program header: if for x64, PT_LOAD of .text, whose address is 10000, readable and
 *               executable; else zeros, that is PT_NULL
 *    120        sections
 *
 * section            for  align  type      what
 * .jabiru            all    8    PROGBITS  the header
 * .jabiru.modules    all    1    PROGBITS  what instantiating needs
 * .jabiru.classes    jvm    1    PROGBITS  class files
 * .text              x64   64    PROGBITS  allocated, executable: the code of all modules
 * .jabiru.functions  x64    4    PROGBITS  where functions begin
 * .jabiru.traps      x64    4    PROGBITS  places that may trap
 * .jabiru.lines      x64    4    PROGBITS  where code comes from
 * .debug_info        debug  1    PROGBITS  modules and functions, for debuggers
 * .debug_abbrev      debug  1    PROGBITS  the shapes of those entries
 * .debug_line        debug  1    PROGBITS  which lines code comes from
 * .symtab            x64    8    SYMTAB    local symbols: FUNC, in .text
 * .strtab            x64    1    STRTAB    their names
 * .shstrtab          all    1    STRTAB    the names of sections
 *
 * .jabiru
 *  0     8  magic: 8a 4a 41 42 49 52 55 0a, that is "\x8aJABIRU\n"
 *  8   u32  format version, now 6. It covers the names and descriptors in dev.jabiru.environ.jvm,
 *           the layouts in dev.jabiru.environ.x64, builtins and trap codes as well
 * 12   u32  CRC32C of this section from offset 16 on
 * 16   u64  length of the file in bytes
 * 24   u32  length of this section in bytes
 * 28   u32  CRC32C of the ELF header, the program header and the table of sections
 * 32    u8  targets: 1 jvm, 2 x64; other bits 0
 * 33    u8  tunables: 1 interruptible, 2 fuel, 4 optimised, 8 large memories, 16 guard pages,
 *           32 debug information; other bits 0
 * 34   u16  CPU features that the machine code needs, one bit each, bit i for ordinal i of
 *           CpuFeature: 1 sse4.1, 2 popcnt, 4 lzcnt, 8 bmi1, 16 bmi2; other bits 0
 * 36   u32  for each section behind this one: its CRC32C
 *           string    name and version of the compiler
 *           if for x64:
 *             varint    number of stubs; each:
 *               varint    where it begins, counted from where the stubs begin
 *
 * .jabiru.modules
 *   varint    number of modules; each:
 *     string    name in the set; all differ
 *     32 bytes  SHA-256 of the binary that was compiled
 *     1 byte    1 if imports of the others from this name are its exports, see LinkedSet; else 0
 *     blob      skeleton: a Wasm binary whose bodies are {@code unreachable}
 *
 * .jabiru.classes, for each module:
 *   varint    number of classes; each, the context class first:
 *     string    binary name; all differ
 *     blob      class file
 *   varint    number of functions with bodies; each, in index order:
 *     varint    which of the classes holds it
 *     varint    number of its methods, at least 1; each, the plain entry first:
 *       string    name
 *       blob      line map, see LineMap: per line, from line 1,
 *                   varint   offset in the Wasm binary, as a difference from the line before
 *                            (the first from 0), zigzag: 0, -1, 1, -2 are 0, 1, 2, 3
 *                   1 byte   0, or 1 + ordinal of the TrapCode an implicit exception means here
 *
 * .text
 *   The functions with bodies of all modules, in order, each at a multiple of 16, its constants and
 *   jump tables behind it, between them cc. Then the stubs, see NativeStubs. Nothing is relocated:
 *   the code runs at any multiple of 16 as it is.
 *
 * .jabiru.functions
 *   u32 each  where each function begins; then where the stubs begin. Offsets in .text
 *
 * .jabiru.traps, n entries in ascending order, column by column:
 *   u32 each  offset in .text: a return address of a call of the trap stub, or an access that faults
 *   u32 each  offset in the Wasm binary of the module; ffffffff for none
 *   u8 each   ordinal of the TrapCode
 *
 * .jabiru.lines: from which offset in .text on code comes from which offset in the Wasm binary; at
 * most 64 entries a block
 *   u32       number of blocks
 *   u32 each  offset in .text with which it begins, in ascending order
 *   u32 each  offset in the Wasm binary there; ffffffff for none
 *   u32 each  where its other entries are, counted from behind the columns
 *   bytes     of each block, each other entry, as differences from the entry before:
 *               varint  offset in .text
 *               varint  offset in the Wasm binary, zigzag
 *
 * .debug_info, DWARF 4: for each module with functions, in order, a unit
 *   u32       length of the rest of the unit
 *   u16       4
 *   u32       0, where the unit's abbreviations are
 *   u8        8, bytes of an address
 *   varint    1, for DW_TAG_compile_unit:
 *     bytes     name and version of the compiler, a zero byte
 *     u16       8001, DW_LANG_Mips_Assembler
 *     bytes     "module.wasm" after the module's name, a zero byte
 *     u32       where the unit's program is in .debug_line
 *     u64       address of its first function
 *     u32       bytes of its functions
 *   for each function with a body:
 *     varint    2, for DW_TAG_subprogram
 *     bytes     name, as in .symtab, a zero byte
 *     u64       address
 *     u32       bytes, up to the next function
 *   varint    0
 *
 * .debug_abbrev: the same for all units, of the two shapes above, as DWARF 4 has it
 *
 * .debug_line, DWARF 4: for each module with functions, in order, a line program with one sequence.
 *   Its first file is "module.wasm", whose lines are offsets in the Wasm binary; where the module
 *   itself says by its section .debug_line from which line of which file an instruction comes, it
 *   is that. What comes from no instruction comes from the begin of the function's body
 *
 * .symtab
 *   Entry 0; for each function "module.name", as large as all up to the next; for each stub
 *   "jabiru.name". A name is the function's own, else the first it is exported under, else
 *   "func[index]"
 * </pre>
 *
 * <h2>As a JAR</h2>
 *
 * {@link dev.jabiru.environ.artifact.ArtifactJar} has the same for the target jvm in a JAR, to be
 * put on a class path or module path. Nothing in it is compressed, every time is 1980-02-01, and
 * the entries are, in this order, for the package {@code a.b}:
 *
 * <pre>
 * META-INF/MANIFEST.MF          Created-By: the compiler; if it is a program, Main-Class
 * META-INF/jabiru/a.b.index     a file as above, but of each class file, instead of its bytes,
 *                                 u32  length
 *                                 u32  CRC32C
 * module-info.class             module a.b: requires transitive dev.jabiru.runtime and, if the
 *                               modules import WASI, dev.jabiru.wasi; exports a.b
 * a/b/WasmModules.class         load(), load(Engine) and, of a program, main(String[]): one module
 *                               that is not linked, imports WASI and exports {@code _start}
 * a/b/MODULE/Context.class      the class files of each module, in the order of the index
 * a/b/MODULE/Code0.class ...
 * </pre>
 *
 * A JAR that other tools have packed again, compressed or merged with files of others, is still
 * one. {@link dev.jabiru.environ.artifact.ArtifactFile#read} takes it in one piece and checks all
 * of it; from a class path, the index is checked first, and each class file before it is defined.
 *
 * <p>Wasm offsets are those of the binary that was compiled, not of the skeleton. Tables of the x64
 * target are searched where they lie. The text is checked where it is to run, before it can; all
 * else when the file is read. Checksums find damage; they are no authentication: an artifact is
 * code, to be trusted like a JAR or a native library.
 */
@NullMarked
package dev.jabiru.environ.artifact;

import org.jspecify.annotations.NullMarked;
