// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.wasm.text;

import java.util.ArrayList;
import java.util.List;

/** The sections of a module under assembly, each filled as its fields come. */
final class ModuleSections {
  /** The sections in the order of the binary format, with their ids. */
  enum Section {
    TYPE("type", 1),
    IMPORT("import", 2),
    FUNC("func", 3),
    TABLE("table", 4),
    MEMORY("memory", 5),
    TAG("tag", 13),
    GLOBAL("global", 6),
    EXPORT("export", 7),
    START("start", 8),
    ELEM("elem", 9),
    DATA_COUNT("datacount", 12),
    CODE("code", 10),
    DATA("data", 11);

    private final String keyword;
    private final int id;

    Section(String keyword, int id) {
      this.keyword = keyword;
      this.id = id;
    }
  }

  /** A custom section; {@code place} is twice the ordinal of a section, plus 1 for after it. */
  private record Custom(int place, String name, byte[] contents) {}

  private static final Section[] SECTIONS = Section.values();

  private final ByteBuilder[] parts = new ByteBuilder[SECTIONS.length];
  private final int[] counts = new int[SECTIONS.length];
  private final List<Custom> customs = new ArrayList<>();

  ModuleSections() {
    for (int i = 0; i < parts.length; i++) {
      parts[i] = new ByteBuilder();
    }
  }

  /** The contents of a section, without the number of its entries. */
  ByteBuilder part(Section section) {
    return parts[section.ordinal()];
  }

  /** Begins an entry of a section, which comes from this place in the source. */
  ByteBuilder entry(Section section, int sourceOffset) {
    counts[section.ordinal()]++;
    ByteBuilder part = part(section);
    part.mark(sourceOffset);
    return part;
  }

  int count(Section section) {
    return counts[section.ordinal()];
  }

  /** Says how many entries a section has. */
  void setCount(Section section, int count) {
    counts[section.ordinal()] = count;
  }

  void addCustom(Section section, boolean after, String name, byte[] contents) {
    customs.add(new Custom(2 * section.ordinal() + (after ? 1 : 0), name, contents));
  }

  /** Reads an annotation {@code (@custom "name" (before|after section)? "..."*)}. */
  void addCustom(Annotations annotations, Tokens.Annotation annotation) {
    TokenCursor in = annotations.body(annotation);
    if (!in.at(TokenKind.STRING)) {
      throw annotations.error(annotation, "missing section name");
    }
    String name = Utf8.decode(in.string("a string"));
    if (name == null) {
      throw annotations.error(annotation, "malformed UTF-8 encoding");
    }
    int place = 2 * SECTIONS.length;
    if (in.at(TokenKind.LPAREN)) {
      place = place(annotations, annotation, in);
    }
    ByteBuilder contents = new ByteBuilder();
    while (in.at(TokenKind.STRING)) {
      contents.raw(in.string("a string"));
    }
    if (!in.at(TokenKind.END)) {
      throw annotations.error(annotation, "unexpected token " + in.tokens.text(in.pos));
    }
    customs.add(new Custom(place, name, contents.toByteArray()));
  }

  private static int place(Annotations annotations, Tokens.Annotation annotation, TokenCursor in) {
    in.pos++;
    boolean after = in.atKeyword("after");
    if (!after && !in.atKeyword("before")) {
      throw annotations.error(annotation, "malformed placement");
    }
    in.pos++;
    String kind = in.at(TokenKind.KEYWORD) ? in.tokens.text(in.pos++) : "";
    int place = placeOf(kind, after);
    if (place == -2) {
      throw annotations.error(annotation, "malformed section kind " + kind);
    }
    if (!in.at(TokenKind.RPAREN)) {
      throw annotations.error(annotation, "unexpected token " + in.tokens.text(in.pos));
    }
    in.pos++;
    return place;
  }

  private static int placeOf(String kind, boolean after) {
    if (kind.equals("first") && !after) {
      return -1;
    }
    if (kind.equals("last") && after) {
      return 2 * SECTIONS.length;
    }
    for (Section section : SECTIONS) {
      if (section.keyword.equals(kind)) {
        return 2 * section.ordinal() + (after ? 1 : 0);
      }
    }
    return -2;
  }

  /** The whole module. */
  TextModule assemble(byte[] source, byte[] nameSection) {
    ByteBuilder out = new ByteBuilder();
    out.littleEndian(0x6D736100, 4);
    out.littleEndian(1, 4);
    customs(-1, out);
    for (Section section : SECTIONS) {
      customs(2 * section.ordinal(), out);
      if (counts[section.ordinal()] > 0) {
        section(section, out);
      }
      customs(2 * section.ordinal() + 1, out);
    }
    customs(2 * SECTIONS.length, out);
    if (nameSection.length > 0) {
      custom("name", nameSection, out);
    }
    return new TextModule(out.toByteArray(), out.sourceMap(source));
  }

  private void section(Section section, ByteBuilder out) {
    ByteBuilder contents = new ByteBuilder();
    if (section != Section.START && section != Section.DATA_COUNT) {
      contents.u32(counts[section.ordinal()]);
    }
    contents.append(part(section));
    out.u8(section.id);
    out.u32(contents.size());
    out.append(contents);
  }

  private void customs(int place, ByteBuilder out) {
    for (Custom custom : customs) {
      if (custom.place == place) {
        custom(custom.name, custom.contents, out);
      }
    }
  }

  private static void custom(String name, byte[] bytes, ByteBuilder out) {
    ByteBuilder contents = new ByteBuilder();
    contents.name(name);
    contents.raw(bytes);
    out.u8(0);
    out.u32(contents.size());
    out.append(contents);
  }
}
