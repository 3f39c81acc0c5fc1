// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

const SVG = 'http://www.w3.org/2000/svg';

function svgElement(name, attributes, ...children) {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

/** The flow graph of a function, which comes laid out: boxes at places, links as right-angled ways. */
class FlowGraph {
  /** form: blocks, width, height, nodes, links; after: the Code of the form it was drawn from. */
  constructor(scroller, form, after) {
    this.scroller = scroller;
    this.nodes = [];
    this.ways = [];
    if (!form.nodes) {
      scroller.replaceChildren(
        element('p', {class: 'said'}, `The graph of ${form.blocks} blocks is too large to draw.`));
      return;
    }
    this.form = form;
    this.svg = svgElement('svg', {viewBox: `0 0 ${form.width} ${form.height}`, role: 'img',
      'aria-label': `Flow graph of ${form.blocks} blocks`});
    form.links.forEach(([from, to, kind, way]) => this.addLink(from, to, kind, way));
    form.nodes.forEach((node) => this.addNode(node, after));
    scroller.replaceChildren(this.svg);
    this.setScale(null);
    const [, , x, , width] = form.nodes[0];
    scroller.scrollTop = 0;
    scroller.scrollLeft = (x + width / 2) * this.scale - scroller.clientWidth / 2;
    this.letDrag();
  }

  addLink(from, to, kind, steps) {
    const way = corners(steps);
    const line = svgElement('path', {class: 'way ' + kind, d: rounded(way)});
    const x = way[way.length - 2];
    const y = way[way.length - 1];
    const head = svgElement('path', {class: 'head ' + kind, d: `M${x} ${y}l-4 -7h8z`});
    this.ways.push({from, to, line});
    this.svg.append(line, head);
  }

  addNode([name, about, x, y, width, height, line, end], after) {
    const group = svgElement('g', {class: 'node', 'data-block': name, transform: `translate(${x} ${y})`},
      svgElement('rect', {width, height, rx: 5}),
      svgElement('text', {x: 9, y: 14}, name),
      svgElement('text', {x: 9, y: 29}, about));
    const offsets = new Set();
    for (let i = line; i < end; i++) {
      const offset = after.form.wasm[i];
      if (offset >= 0) offsets.add(offset);
    }
    if ([...offsets].some((offset) => after.trapsByOffset.has(offset))) {
      group.append(svgElement('rect', {class: 'traps', width: 4, height, rx: 2}));
    }
    this.nodes.push({name, group, line, end, offsets, x, y, width, height});
    this.svg.append(group);
  }

  /** Marks the blocks that hold marked lines of the form the graph is drawn from. */
  mark(lines, kind) {
    this.nodes.forEach((node, i) => {
      node.group.classList.remove('lit', 'pinned');
      const isHit = lines.some((line) => line >= node.line && line < node.end);
      if (isHit) node.group.classList.add(kind);
      for (const way of this.ways) if (way.from === i) way.line.classList.toggle('lit', isHit);
    });
  }

  nodeOf(name) {
    return this.nodes.find((node) => node.name === name);
  }

  /** Brings the first marked block into view. */
  revealMarked() {
    const node = this.nodes.find(({group}) => group.matches('.lit, .pinned'));
    if (!node || this.scroller.clientHeight === 0) return;
    const box = node.group.getBoundingClientRect();
    const view = this.scroller.getBoundingClientRect();
    if (box.top < view.top || box.bottom > view.bottom || box.left < view.left || box.right > view.right) {
      this.scroller.scrollTop += (box.top + box.bottom - view.top - view.bottom) / 2;
      this.scroller.scrollLeft += (box.left + box.right - view.left - view.right) / 2;
    }
  }

  /** scale: null for what fits in width, but is still legible. */
  setScale(scale) {
    if (!this.svg) return;
    const fits = (this.scroller.clientWidth - 18) / this.form.width;
    this.scale = Math.min(3, Math.max(0.05, scale ?? Math.min(1, Math.max(fits, 0.55))));
    this.svg.setAttribute('width', this.form.width * this.scale);
    this.svg.setAttribute('height', this.form.height * this.scale);
  }

  zoom(factor) {
    const {scroller} = this;
    const x = (scroller.scrollLeft + scroller.clientWidth / 2) / this.scale;
    const y = (scroller.scrollTop + scroller.clientHeight / 2) / this.scale;
    this.setScale(this.scale * factor);
    scroller.scrollLeft = x * this.scale - scroller.clientWidth / 2;
    scroller.scrollTop = y * this.scale - scroller.clientHeight / 2;
  }

  /** The width at which all of it is in view. */
  fit() {
    if (!this.svg) return;
    this.setScale(Math.min(1, (this.scroller.clientWidth - 18) / this.form.width,
      (this.scroller.clientHeight - 10) / this.form.height));
  }

  letDrag() {
    const {scroller} = this;
    let last = null;
    scroller.onpointerdown = (event) => {
      if (event.pointerType === 'mouse' && event.button === 0) last = event;
    };
    scroller.onpointermove = (event) => {
      if (!last || !(event.buttons & 1)) return scroller.classList.remove('dragged');
      scroller.classList.add('dragged');
      scroller.scrollLeft -= event.clientX - last.clientX;
      scroller.scrollTop -= event.clientY - last.clientY;
      last = event;
    };
    scroller.onpointerup = () => {
      last = null;
      scroller.classList.remove('dragged');
    };
  }
}

/** The corners of a way: the first comes as it is, then steps down, to the right, down and so on. */
function corners(steps) {
  const way = steps.slice(0, 2);
  for (let i = 2; i < steps.length; i++) {
    way.push(way[way.length - 2] + (i % 2 ? steps[i] : 0), way[way.length - 1] + (i % 2 ? 0 : steps[i]));
  }
  return way;
}

/** A way through corners, with these rounded. */
function rounded(way) {
  let d = `M${way[0]} ${way[1]}`;
  for (let i = 2; i < way.length - 2; i += 2) {
    const [x0, y0, x, y, x1, y1] = way.slice(i - 2, i + 4);
    const into = Math.min(5, Math.hypot(x - x0, y - y0) / 2);
    const out = Math.min(5, Math.hypot(x1 - x, y1 - y) / 2);
    d += `L${x - Math.sign(x - x0) * into} ${y - Math.sign(y - y0) * into}`;
    d += `Q${x} ${y} ${x + Math.sign(x1 - x) * out} ${y + Math.sign(y1 - y) * out}`;
  }
  return d + `L${way[way.length - 2]} ${way[way.length - 1]}`;
}
