// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors
'use strict';

/** How many lines become elements at once. */
const CHUNK = 100;

/** What is coloured in a line: comments, names of values, numbers. */
const TOKENS = /(;;? .*$)|\b(block\d+)\b|\b((?:v|fn|sig|mem|global|table|type|tag|ss)\d+)\b|(?<![\w.$])(-?(?:0x[0-9a-f]+|\d[\d.e+]*))\b/g;

function element(name, attributes, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes || {})) {
    if (key === 'class') made.className = value;
    else made.setAttribute(key, value);
  }
  made.append(...children);
  return made;
}

/**
 * One form of a function as lines, which become elements as they come into view, then when the
 * browser has nothing else to do: so a function of any size shows at once, and the browser's own
 * search finds everything a moment later.
 */
class Code {
  /**
   * form: text; wasm, the Wasm offset of each line, or -1; places, where it is in its own form, to
   * be printed in base radix; traps and callees by line.
   * trapsByOffset: what may trap at which Wasm offset, in any form.
   */
  constructor(scroller, form, trapsByOffset) {
    this.scroller = scroller;
    this.form = form;
    this.lines = form.text.split('\n');
    this.trapsByOffset = trapsByOffset;
    this.start = Math.max(0, this.lines.findIndex((line) => line.startsWith('block')));
    this.byOffset = new Map();
    form.wasm.forEach((offset, line) => {
      if (offset >= 0) {
        if (!this.byOffset.has(offset)) this.byOffset.set(offset, []);
        this.byOffset.get(offset).push(line);
      }
    });
    this.blockLines = new Map();
    this.lines.forEach((line, i) => {
      const head = /^(block\d+)/.exec(line);
      if (head) this.blockLines.set(head[1], i);
    });
    this.marked = new Map();
    this.chunks = [];
    this.body = element('div', {class: 'body'});
    const rowHeight = parseFloat(getComputedStyle(document.documentElement).getPropertyValue('--row'));
    this.rowHeight = rowHeight;
    for (let at = 0; at < this.lines.length; at += CHUNK) {
      const chunk = element('div');
      chunk.style.height = Math.min(CHUNK, this.lines.length - at) * rowHeight + 'px';
      this.chunks.push({node: chunk, isFull: false});
      this.body.append(chunk);
    }
    // So that the width does not change while chunks are filled.
    const longest = this.lines.reduce((most, line) => Math.max(most, line.length), 0);
    this.body.style.minWidth = `max(100%, ${Math.min(longest, 400) + 9}ch)`;
    scroller.replaceChildren(this.body);
    // Of the IR, declarations come first, which matter less.
    scroller.scrollTop = this.start > 2 ? this.start * rowHeight : 0;
    scroller.scrollLeft = 0;
    scroller.onscroll = () => this.fillInView();
    this.fillInView();
  }

  fillInView() {
    const first = Math.floor(this.scroller.scrollTop / this.rowHeight / CHUNK);
    const height = this.scroller.clientHeight || window.innerHeight;
    const last = Math.floor((this.scroller.scrollTop + height) / this.rowHeight / CHUNK);
    for (let i = first; i <= last && i < this.chunks.length; i++) this.fill(i);
  }

  /** Fills one more chunk; false if all are full. */
  fillNext() {
    const next = this.chunks.findIndex((chunk) => !chunk.isFull);
    if (next >= 0) this.fill(next);
    return next >= 0;
  }

  fill(index) {
    const chunk = this.chunks[index];
    if (chunk.isFull) return;
    chunk.isFull = true;
    const rows = [];
    const end = Math.min(this.lines.length, (index + 1) * CHUNK);
    for (let line = index * CHUNK; line < end; line++) rows.push(this.row(line));
    chunk.node.append(...rows);
  }

  row(line) {
    const {wasm, places, traps, callees} = this.form;
    const offset = wasm[line];
    const at = places ? places[line] : offset;
    const place = at >= 0 ? at.toString(this.form.radix || 16) : '';
    const row = element('div', {class: 'line', 'data-line': line}, element('i', null, place));
    const text = this.lines[line];
    if (places && !place) row.classList.add('title');
    this.colour(row, text, callees[line]);
    const trap = traps[line] || (!places && this.trapsByOffset.get(offset));
    if (trap) {
      row.classList.add('trap');
      row.title = 'may trap: ' + trap;
      if (traps[line]) row.append(element('span', {class: 't'}, trap));
    }
    const mark = this.marked.get(line);
    if (mark) row.classList.add(mark);
    return row;
  }

  colour(row, text, callee) {
    let from = 0;
    for (const found of text.matchAll(TOKENS)) {
      row.append(text.slice(from, found.index));
      from = found.index + found[0].length;
      if (found[1] && callee !== undefined) {
        row.append(element('a', {'data-function': callee}, found[1]));
      } else if (found[2] && this.blockLines.has(found[2])) {
        row.append(element('a', {'data-block': found[2]}, found[2]));
      } else {
        row.append(element('span', {class: found[1] ? 'c' : found[4] ? 'n' : 'd'}, found[0]));
      }
    }
    row.append(text.slice(from));
  }

  rowOf(line) {
    const chunk = this.chunks[Math.floor(line / CHUNK)];
    return chunk && chunk.isFull ? chunk.node.children[line % CHUNK] : null;
  }

  /** Marks the lines of some Wasm offsets, and no others. lines: further ones. */
  mark(offsets, kind, lines) {
    for (const line of this.marked.keys()) this.rowOf(line)?.classList.remove('lit', 'pinned');
    this.marked.clear();
    const add = (line) => {
      this.marked.set(line, kind);
      this.rowOf(line)?.classList.add(kind);
    };
    for (const offset of offsets) (this.byOffset.get(offset) || []).forEach(add);
    (lines || []).forEach(add);
  }

  /** Brings a line into view if it is not. */
  reveal(line) {
    const top = line * this.rowHeight;
    const height = this.scroller.clientHeight;
    if (top < this.scroller.scrollTop || top + 2 * this.rowHeight > this.scroller.scrollTop + height) {
      this.scroller.scrollTop = Math.max(0, top - height / 3);
    }
    this.fillInView();
  }

  /** Brings the first marked line into view, unless one is. */
  revealMarked() {
    if (this.marked.size === 0 || this.scroller.clientHeight === 0) return;
    const from = this.scroller.scrollTop / this.rowHeight;
    const to = from + this.scroller.clientHeight / this.rowHeight - 1;
    const lines = [...this.marked.keys()];
    if (!lines.some((line) => line >= from && line < to)) this.reveal(Math.min(...lines));
  }
}
