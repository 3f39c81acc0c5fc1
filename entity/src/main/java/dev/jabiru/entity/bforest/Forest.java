// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

package dev.jabiru.entity.bforest;

import java.util.Arrays;

/**
 * B+ trees from int to int in one array of 16-word nodes.
 *
 * <pre>
 *   inner  | -children | k1 .. k7          | c0 .. c7 |   ci holds the keys from ki on, below k(i+1)
 *   leaf   |  count    | k0 .. k6          | v0 .. v6 |   in a map
 *   leaf   |  count    | k0 .. k14                    |   in a set
 *   freed  |  0        | next freed                   |
 * </pre>
 *
 * <p>A node that becomes empty is freed, and nothing is merged before: nodes fill up again sooner
 * than merging would pay, and removal stays simple. So every leaf has a key and every inner node a
 * child. Separators stay when the key they came from goes; they remain true as bounds.
 */
final class Forest {
  private static final int WORDS = 16;
  private static final int KEYS = 1;
  private static final int VALUES = 8;
  private static final int FANOUT = 8;

  /** How many keys fit in a leaf. */
  private final int leafKeys;

  private int[] data = new int[4 * WORDS];

  /** Node 0 is not used: as a root it is the empty tree. */
  private int nodes = 1;

  private int freed;

  // What the last insertion into a subtree did, beside changing it.
  private int splitNode;
  private int splitKey;

  Forest(boolean hasValues) {
    leafKeys = hasValues ? VALUES - KEYS : WORDS - KEYS;
  }

  private boolean isMap() {
    return leafKeys < VALUES;
  }

  private boolean isInner(int at) {
    return data[at] < 0;
  }

  /** Returns the child of an inner node in which a key would be. */
  private int childFor(int at, int key) {
    int i = 0;
    for (int last = -data[at] - 1; i < last && key >= data[at + KEYS + i]; ) {
      i++;
    }
    return i;
  }

  /** Returns the position in a leaf of the first key that is not less. */
  private int positionFor(int at, int key) {
    int i = 0;
    for (int n = data[at]; i < n && data[at + KEYS + i] < key; ) {
      i++;
    }
    return i;
  }

  /** Returns the word where a key stands, or -1. */
  int find(int root, int key) {
    if (root == 0) {
      return -1;
    }
    int at = root * WORDS;
    assert data[at] != 0 : "tree " + root + " is freed";
    while (isInner(at)) {
      at = data[at + VALUES + childFor(at, key)] * WORDS;
    }
    int i = positionFor(at, key);
    return i < data[at] && data[at + KEYS + i] == key ? at + KEYS + i : -1;
  }

  /** Returns the word where the first key that is not less stands, or -1. */
  int findNext(int root, int key) {
    return root == 0 ? -1 : next(root * WORDS, key);
  }

  private int next(int at, int key) {
    assert data[at] != 0 : "tree " + at / WORDS + " is freed";
    if (!isInner(at)) {
      int i = positionFor(at, key);
      return i < data[at] ? at + KEYS + i : -1;
    }
    for (int i = childFor(at, key); i < -data[at]; i++) {
      int found = next(data[at + VALUES + i] * WORDS, key);
      if (found >= 0) {
        return found;
      }
    }
    return -1;
  }

  int keyAt(int word) {
    return data[word];
  }

  int valueAt(int word) {
    return data[word + VALUES - KEYS];
  }

  void setValueAt(int word, int value) {
    data[word + VALUES - KEYS] = value;
  }

  /** Inserts a key that is not there and returns the root from now on. */
  int insert(int root, int key, int value) {
    if (root == 0) {
      int leaf = allocate();
      insertIntoLeaf(leaf * WORDS, 0, key, value);
      return leaf;
    }
    splitNode = 0;
    insertBelow(root, key, value);
    if (splitNode == 0) {
      return root;
    }
    int right = splitNode;
    int top = allocate();
    int at = top * WORDS;
    data[at] = -2;
    data[at + KEYS] = splitKey;
    data[at + VALUES] = root;
    data[at + VALUES + 1] = right;
    return top;
  }

  private void insertBelow(int node, int key, int value) {
    int at = node * WORDS;
    if (!isInner(at)) {
      if (data[at] == leafKeys) {
        splitLeaf(node);
        if (key >= splitKey) {
          at = splitNode * WORDS;
        }
      }
      insertIntoLeaf(at, positionFor(at, key), key, value);
      return;
    }
    int i = childFor(at, key);
    insertBelow(data[at + VALUES + i], key, value);
    if (splitNode != 0) {
      int newChild = splitNode;
      int newKey = splitKey;
      splitNode = 0;
      if (-data[at] == FANOUT) {
        splitInner(node);
        if (newKey >= splitKey) {
          at = splitNode * WORDS;
        }
        i = childFor(at, newKey);
      }
      insertChild(at, i, newKey, newChild);
    }
  }

  private void insertIntoLeaf(int at, int i, int key, int value) {
    int count = data[at];
    System.arraycopy(data, at + KEYS + i, data, at + KEYS + i + 1, count - i);
    data[at + KEYS + i] = key;
    if (isMap()) {
      System.arraycopy(data, at + VALUES + i, data, at + VALUES + i + 1, count - i);
      data[at + VALUES + i] = value;
    }
    data[at] = count + 1;
  }

  /** Puts a child, which holds the keys from its own on, behind child i. */
  private void insertChild(int at, int i, int key, int child) {
    int children = -data[at];
    System.arraycopy(data, at + KEYS + i, data, at + KEYS + i + 1, children - 1 - i);
    System.arraycopy(data, at + VALUES + i + 1, data, at + VALUES + i + 2, children - 1 - i);
    data[at + KEYS + i] = key;
    data[at + VALUES + i + 1] = child;
    data[at] = -(children + 1);
  }

  private void splitLeaf(int node) {
    int right = allocate();
    int at = node * WORDS;
    int to = right * WORDS;
    int stay = (leafKeys + 1) / 2;
    int move = leafKeys - stay;
    System.arraycopy(data, at + KEYS + stay, data, to + KEYS, move);
    if (isMap()) {
      System.arraycopy(data, at + VALUES + stay, data, to + VALUES, move);
    }
    data[at] = stay;
    data[to] = move;
    splitNode = right;
    splitKey = data[to + KEYS];
  }

  private void splitInner(int node) {
    int right = allocate();
    int at = node * WORDS;
    int to = right * WORDS;
    int stay = FANOUT / 2;
    int move = FANOUT - stay;
    System.arraycopy(data, at + KEYS + stay, data, to + KEYS, move - 1);
    System.arraycopy(data, at + VALUES + stay, data, to + VALUES, move);
    data[at] = -stay;
    data[to] = -move;
    splitNode = right;
    splitKey = data[at + KEYS + stay - 1];
  }

  /** Removes a key that is there and returns the root from now on. */
  int remove(int root, int key) {
    if (removeBelow(root, key)) {
      return 0;
    }
    int top = root;
    while (data[top * WORDS] == -1) {
      int only = data[top * WORDS + VALUES];
      release(top);
      top = only;
    }
    return top;
  }

  /** Returns whether the node became empty; it is freed then. */
  private boolean removeBelow(int node, int key) {
    int at = node * WORDS;
    if (isInner(at)) {
      int i = childFor(at, key);
      if (!removeBelow(data[at + VALUES + i], key)) {
        return false;
      }
      int children = -data[at];
      int k = Math.max(i - 1, 0);
      System.arraycopy(data, at + KEYS + k + 1, data, at + KEYS + k, Math.max(children - 2 - k, 0));
      System.arraycopy(data, at + VALUES + i + 1, data, at + VALUES + i, children - 1 - i);
      data[at] = -(children - 1);
    } else {
      int i = positionFor(at, key);
      int behind = data[at] - 1 - i;
      System.arraycopy(data, at + KEYS + i + 1, data, at + KEYS + i, behind);
      if (isMap()) {
        System.arraycopy(data, at + VALUES + i + 1, data, at + VALUES + i, behind);
      }
      data[at]--;
    }
    if (data[at] != 0) {
      return false;
    }
    release(node);
    return true;
  }

  int count(int root) {
    if (root == 0) {
      return 0;
    }
    int at = root * WORDS;
    assert data[at] != 0 : "tree " + root + " is freed";
    if (!isInner(at)) {
      return data[at];
    }
    int count = 0;
    for (int i = 0; i < -data[at]; i++) {
      count += count(data[at + VALUES + i]);
    }
    return count;
  }

  void free(int root) {
    if (root != 0) {
      int at = root * WORDS;
      assert data[at] != 0 : "tree " + root + " is freed";
      for (int i = 0; i < -data[at]; i++) {
        free(data[at + VALUES + i]);
      }
      release(root);
    }
  }

  void clear() {
    Arrays.fill(data, 0, nodes * WORDS, 0);
    nodes = 1;
    freed = 0;
  }

  /** Returns how many nodes there are, freed ones included. */
  int nodes() {
    return nodes;
  }

  private int allocate() {
    int node = freed;
    if (node != 0) {
      freed = data[node * WORDS + KEYS];
      return node;
    }
    int end = Math.multiplyExact(nodes + 1, WORDS);
    if (end > data.length) {
      data = Arrays.copyOf(data, Math.max(end, data.length + (data.length >> 1)));
    }
    return nodes++;
  }

  private void release(int node) {
    data[node * WORDS] = 0;
    data[node * WORDS + KEYS] = freed;
    freed = node;
  }
}
