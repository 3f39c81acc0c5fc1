// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.codegen.jvm;

/**
 * The opcodes of the Java Virtual Machine that this target uses, and what each does to the operand
 * stack.
 *
 * @see <a href="https://docs.oracle.com/javase/specs/jvms/se25/html/jvms-6.html">JVMS, chapter
 *     6</a>
 */
final class Op {
  // spotless:off
  static final int NOP = 0, ACONST_NULL = 1, ICONST_0 = 3, LCONST_0 = 9, FCONST_0 = 11, DCONST_0 = 14;
  static final int BIPUSH = 16, SIPUSH = 17, LDC_W = 19, LDC2_W = 20;
  static final int ILOAD = 21, ILOAD_0 = 26, ISTORE = 54, ISTORE_0 = 59;
  static final int IALOAD = 46, LALOAD = 47, AALOAD = 50, BALOAD = 51;
  static final int IASTORE = 79, LASTORE = 80, AASTORE = 83, BASTORE = 84;
  static final int POP = 87, POP2 = 88, DUP = 89, DUP_X1 = 90, DUP2 = 92, DUP2_X2 = 94, SWAP = 95;
  static final int IADD = 96, LADD = 97, ISUB = 100, IMUL = 104, IDIV = 108, IREM = 112, INEG = 116;
  static final int ISHL = 120, ISHR = 122, IUSHR = 124, IAND = 126, LAND = 127, IOR = 128;
  static final int LOR = 129, IXOR = 130, LXOR = 131, IINC = 132;
  static final int I2L = 133, I2F = 134, I2D = 135, L2I = 136, L2F = 137, L2D = 138, F2I = 139;
  static final int F2L = 140, F2D = 141, D2I = 142, D2L = 143, D2F = 144;
  static final int I2B = 145, I2C = 146, I2S = 147;
  static final int LCMP = 148, FCMPL = 149, FCMPG = 150, DCMPL = 151, DCMPG = 152;
  static final int IFEQ = 153, IFNE = 154, IFLT = 155, IFGE = 156, IFGT = 157, IFLE = 158;
  static final int IF_ICMPEQ = 159, IF_ACMPEQ = 165, IF_ACMPNE = 166, GOTO = 167;
  static final int TABLESWITCH = 170, LOOKUPSWITCH = 171, IRETURN = 172, RETURN = 177;
  static final int GETSTATIC = 178, GETFIELD = 180, PUTFIELD = 181;
  static final int INVOKEVIRTUAL = 182, INVOKESPECIAL = 183, INVOKESTATIC = 184;
  static final int ANEWARRAY = 189, NEWARRAY = 188, ARRAYLENGTH = 190, ATHROW = 191;
  static final int CHECKCAST = 192, WIDE = 196, IFNULL = 198, IFNONNULL = 199;

  // spotless:on

  private static final byte[] POPS = new byte[256];
  private static final byte[] PUSHES = new byte[256];

  static {
    // First opcode, the type each of the next ones pushes ('-' for none), and how many each pops.
    set(46, "ILFDAIII", 2);
    set(79, "--------", 3);
    set(87, "--", 1);
    set(96, "ILFDILFDILFDILFDILFD", 2);
    set(116, "ILFD", 1);
    set(120, "ILILILILILIL", 2);
    set(133, "LFDIFDILDILFIII", 1);
    set(148, "IIIII", 2);
    set(153, "------", 1);
    set(159, "--------", 2);
    set(170, "-", 1);
    set(172, "-----", 1);
    set(190, "I-", 1);
    set(198, "--", 1);
  }

  private Op() {}

  private static void set(int first, String pushes, int pops) {
    for (int i = 0; i < pushes.length(); i++) {
      POPS[first + i] = (byte) pops;
      PUSHES[first + i] = (byte) VerificationType.ofLetter(pushes.charAt(i));
    }
  }

  /** How many values an opcode takes off the stack. */
  static int pops(int opcode) {
    return POPS[opcode];
  }

  /** The verification type of what an opcode pushes, {@link VerificationType#TOP} for nothing. */
  static int pushes(int opcode) {
    return PUSHES[opcode];
  }
}
