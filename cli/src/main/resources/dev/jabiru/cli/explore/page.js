// SPDX-License-Identifier: Apache-2.0
// Copyright The Jabiru Authors

const data = JSON.parse(document.getElementById('data').textContent);
const functions = data.functions.map(([index, name, bytes, nativeBytes, packed]) =>
  ({index, name, bytes, nativeBytes, packed, lower: name.toLowerCase()}));
const byIndex = new Map(functions.map((each) => [each.index, each]));
const $ = (id) => document.getElementById(id);
const phone = matchMedia('(max-width: 760px)');
const number = (value) => value.toLocaleString('en');

const FORMS = [
  {key: 'wasm', title: 'WebAssembly', short: 'Wasm'},
  {key: 'before', title: 'IR before the passes', short: 'IR before'},
  {key: 'after', title: 'IR after them', short: 'IR after'},
  {key: 'x64', title: 'x86-64', short: 'x86-64'},
  {key: 'jvm', title: 'Bytecode', short: 'Bytecode'},
  {key: 'graph', title: 'Flow graph', short: 'Graph'},
];

/** What is on the screen: the function, its forms, the offsets that are pinned, the form in focus. */
let current = null;
let codes = {};
let graph = null;
let pinned = null;
let form = 'wasm';
let filling = 0;

// ---- What is remembered -----------------------------------------------------------------------

function remembered(key) {
  try {
    return localStorage.getItem('jabiru.' + key);
  } catch {
    return null; // a page from a file may not be allowed to
  }
}

function remember(key, value) {
  try {
    localStorage.setItem('jabiru.' + key, value);
  } catch {
    // Then not.
  }
}

function setTheme(theme) {
  document.documentElement.dataset.theme = theme;
}

function otherTheme() {
  const theme = document.documentElement.dataset.theme === 'dark' ? 'light' : 'dark';
  setTheme(theme);
  remember('theme', theme);
}

setTheme(remembered('theme') || (matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light'));

// ---- The list of functions: only rows in view are elements ------------------------------------

let shown = functions;

function rowHeight() {
  return phone.matches ? 46 : 38;
}

function filter() {
  const words = $('search').value.toLowerCase().split(/\s+/).filter(Boolean);
  shown = functions.filter((each) =>
    words.every((word) => each.lower.includes(word) || word === String(each.index)));
  const order = $('order').value;
  if (order === 'name') shown.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : a.index - b.index));
  if (order === 'size') shown.sort((a, b) => b.bytes - a.bytes || a.index - b.index);
  $('count').textContent = words.length
    ? `${number(shown.length)} of ${number(functions.length)} functions`
    : `${number(functions.length)} function${functions.length === 1 ? '' : 's'}, ${number(data.bytes)} bytes`;
  $('list').scrollTop = 0;
  drawList();
}

function drawList() {
  const height = rowHeight();
  const list = $('list');
  const first = Math.max(0, Math.floor(list.scrollTop / height) - 8);
  const count = Math.ceil((list.clientHeight || window.innerHeight) / height) + 16;
  $('rows').style.height = shown.length * height + 'px';
  $('rows').replaceChildren(...shown.slice(first, first + count).map((each, i) => {
    const row = element('div', {
      class: each.packed ? 'row' : 'row absent', role: 'option', id: 'f' + each.index,
      'data-function': each.index, 'aria-selected': String(each === current), title: each.name,
    }, element('b', null, each.name), element('small', null,
      `${each.index} · ${number(each.bytes)} B` +
      (each.packed ? each.nativeBytes >= 0 ? ` → ${number(each.nativeBytes)} B x86-64` : '' : ' · not in this page')));
    row.style.top = (first + i) * height + 'px';
    return row;
  }));
  if (current) list.setAttribute('aria-activedescendant', 'f' + current.index);
}

function step(by) {
  const at = shown.indexOf(current);
  const next = shown[at < 0 ? 0 : Math.min(shown.length - 1, Math.max(0, at + by))];
  if (!next) return;
  const list = $('list');
  const top = shown.indexOf(next) * rowHeight();
  if (top < list.scrollTop) list.scrollTop = top;
  if (top + rowHeight() > list.scrollTop + list.clientHeight) list.scrollTop = top + rowHeight() - list.clientHeight;
  go(next);
}

function showList(isShown) {
  document.body.classList.toggle('listing', isShown);
  if (isShown) {
    const at = shown.indexOf(current);
    if (at >= 0) $('list').scrollTop = at * rowHeight() - $('list').clientHeight / 3;
    drawList();
  }
}

// ---- Panes ------------------------------------------------------------------------------------

const panes = {};
for (const {key, title, short} of FORMS) {
  const scroller = key === 'graph'
    ? element('div', {class: 'drawing', tabindex: 0, 'aria-label': title})
    : element('div', {class: 'code', tabindex: 0, 'aria-label': title, 'data-form': key});
  const about = element('small');
  const head = element('h2', null, title, about);
  if (key === 'graph') {
    for (const [sign, label, act] of [['−', 'Smaller', () => graph?.zoom(1 / 1.3)],
      ['+', 'Larger', () => graph?.zoom(1.3)], ['⤢', 'All of it', () => graph?.fit()]]) {
      const button = element('button', {'aria-label': label, title: label}, sign);
      button.onclick = act;
      head.append(button);
    }
  }
  const pane = element('section', {class: 'pane', id: 'pane-' + key}, head, scroller);
  const toggle = element('button', {'data-form': key}, short);
  toggle.onclick = () => {
    pane.hidden = !pane.hidden;
    remember('hidden', FORMS.filter((each) => panes[each.key].pane.hidden).map((each) => each.key));
    showPanes();
  };
  const tab = element('button', {role: 'tab', 'data-form': key}, short);
  tab.onclick = () => setForm(key);
  $('panes').append(pane);
  $('toggles').append(toggle);
  $('tabs').append(tab);
  panes[key] = {pane, scroller, about, toggle, tab};
}
for (const key of (remembered('hidden') || '').split(',')) if (panes[key]) panes[key].pane.hidden = true;

function showPanes() {
  for (const {key} of FORMS) {
    const {pane, toggle, tab} = panes[key];
    toggle.setAttribute('aria-pressed', String(!pane.hidden));
    tab.setAttribute('aria-selected', String(key === form));
    pane.classList.toggle('current', key === form);
    if (phone.matches) pane.hidden = false;
    codes[key]?.fillInView();
  }
}

function setForm(key) {
  form = key;
  showPanes();
  if (phone.matches && key === 'graph') graph?.setScale(null);
  if (pinned) key === 'graph' ? graph?.revealMarked() : codes[key]?.revealMarked();
  panes[key].scroller.focus({preventScroll: true});
  if (phone.matches) panes[key].tab.scrollIntoView({block: 'nearest', inline: 'nearest'});
}

async function unpack(packed) {
  const bytes = Uint8Array.from(atob(packed), (c) => c.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate'));
  const forms = JSON.parse(await new Response(stream).text());
  for (const each of Object.values(forms)) {
    if (each.wasm) each.wasm = sums(each.wasm);
    if (each.places) each.places = sums(each.places);
  }
  return forms;
}

/** Numbers from what each is more than that before it; -1 for null. */
function sums(steps) {
  let last = 0;
  return steps.map((each) => (each === null ? -1 : (last += each)));
}

/** What may trap at which Wasm offset, by both targets. That loops can be stopped is no matter of theirs. */
function traps(forms) {
  const found = new Map();
  for (const {traps: phrases = {}, wasm} of [forms.x64, forms.jvm]) {
    for (const [line, phrase] of Object.entries(phrases)) {
      const offset = wasm[line];
      if (offset >= 0 && phrase !== 'interrupted') {
        const before = found.get(offset);
        if (!before) found.set(offset, phrase);
        else if (!before.split(', ').includes(phrase)) found.set(offset, before + ', ' + phrase);
      }
    }
  }
  return found;
}

async function show(each) {
  current = each;
  pinned = null;
  const turn = ++filling;
  drawList();
  $('name').textContent = each.name;
  $('name').title = each.name;
  $('about').textContent = `function ${each.index} of ${data.file} · ${number(each.bytes)} bytes of WebAssembly` +
    (each.nativeBytes >= 0 ? `, ${number(each.nativeBytes)} of x86-64` : '');
  document.title = `${each.name} – ${data.file} – Jabiru`;
  $('missing').hidden = Boolean(each.packed);
  $('panes').hidden = !each.packed;
  if (!each.packed) {
    codes = {};
    graph = null;
    $('missing').replaceChildren('This function is not in this page, so that it stays small. To see it: ',
      element('code', null, `jabiru explore ${data.file} --func ${each.index}`));
    return;
  }
  const forms = await unpack(each.packed);
  if (turn !== filling) return;
  const trapsByOffset = traps(forms);
  codes = {};
  for (const {key} of FORMS.slice(0, 5)) {
    const {scroller, about} = panes[key];
    if (forms[key].missing) {
      scroller.replaceChildren(element('p', {class: 'said'}, forms[key].missing));
      about.textContent = '';
      continue;
    }
    codes[key] = new Code(scroller, forms[key], trapsByOffset);
    about.textContent = `${number(codes[key].lines.length)} lines` +
      (key === 'jvm' ? ', linked where they call or may trap' : '');
  }
  graph = new FlowGraph(panes.graph.scroller, forms.graph, codes.after);
  panes.graph.about.textContent = `${number(forms.graph.blocks)} block${forms.graph.blocks === 1 ? '' : 's'}`;
  fillLater(turn);
}

function fillLater(turn) {
  const whenIdle = window.requestIdleCallback || ((act) => setTimeout(() => act({timeRemaining: () => 5}), 30));
  whenIdle((deadline) => {
    if (turn !== filling) return;
    let isMore = true;
    do {
      isMore = Object.values(codes).map((code) => code.fillNext()).some(Boolean);
    } while (isMore && deadline.timeRemaining() > 4);
    if (isMore) fillLater(turn);
  });
}

// ---- What is linked ---------------------------------------------------------------------------

/** Lights up what comes from some Wasm offsets; lines: further ones, by form. */
function mark(offsets, kind, lines = {}) {
  for (const [key, code] of Object.entries(codes)) code.mark(offsets, kind, lines[key]);
  if (codes.after) graph?.mark([...codes.after.marked.keys()], kind);
}

function light(target) {
  mark(target.offsets, 'lit', target.lines);
}

function pin(target) {
  pinned = target;
  mark(target.offsets, 'pinned', target.lines);
  for (const [key, code] of Object.entries(codes)) if (key !== target.from) code.revealMarked();
  if (target.from !== 'graph') graph?.revealMarked();
  writeHash();
}

function unpin() {
  pinned = null;
  mark([], 'lit');
  writeHash();
}

/** What an element stands for: a line of a form, or a block; null if for nothing. */
function targetOf(node) {
  const line = node.closest?.('.line');
  if (line) {
    const key = line.closest('.code').dataset.form;
    return codes[key] ? lineTarget(key, Number(line.dataset.line)) : null;
  }
  const block = node.closest?.('.node');
  return block ? blockTarget(block.dataset.block, 'graph') : null;
}

function lineTarget(key, line) {
  const offset = codes[key].form.wasm[line];
  return {from: key, offsets: offset >= 0 ? [offset] : [], lines: {[key]: [line]}, line};
}

function blockTarget(name, from) {
  const node = graph?.nodeOf(name);
  const lines = node ? Array.from({length: node.end - node.line}, (_, i) => node.line + i) : [];
  return {from, offsets: node ? [...node.offsets] : [], lines: {after: lines}};
}

let lastHover = null;
$('panes').addEventListener('pointerover', (event) => {
  if (pinned || event.pointerType === 'touch') return;
  const target = targetOf(event.target);
  const id = target && target.from + ' ' + target.line + ' ' + target.offsets[0];
  if (id === lastHover) return;
  lastHover = id;
  target ? light(target) : mark([], 'lit');
});
$('panes').addEventListener('pointerleave', () => {
  lastHover = null;
  if (!pinned) mark([], 'lit');
});
$('panes').addEventListener('click', (event) => {
  if (String(getSelection())) return; // somebody copies text
  const link = event.target.closest('a');
  if (link?.dataset.function) return go(byIndex.get(Number(link.dataset.function)));
  if (link?.dataset.block) {
    const key = link.closest('.code').dataset.form;
    const line = codes[key].blockLines.get(link.dataset.block);
    pin(key === 'after' ? blockTarget(link.dataset.block, null) : lineTarget(key, line));
    codes[key].reveal(line);
    return;
  }
  const target = targetOf(event.target);
  if (!target) return;
  const isSame = pinned && pinned.from === target.from && pinned.line === target.line &&
    pinned.offsets[0] === target.offsets[0];
  isSame ? unpin() : pin(target);
});

// ---- The address: #name or #index, then @offset -------------------------------------------------

const names = new Map();
for (const each of functions) names.set(each.name, names.has(each.name) ? null : each);

function hashOf(each, offset) {
  const isClear = names.get(each.name) === each && !/^\d+$|@[0-9a-f]+$/.test(each.name);
  const name = isClear ? encodeURIComponent(each.name).replaceAll('%40', '@') : String(each.index);
  return '#' + name + (offset >= 0 ? '@' + offset.toString(16) : '');
}

function writeHash() {
  const offset = pinned && pinned.line !== undefined && pinned.offsets.length ? pinned.offsets[0] : -1;
  history.replaceState(null, '', hashOf(current, offset));
}

async function readHash() {
  let wanted = '';
  try {
    wanted = decodeURIComponent(location.hash.slice(1));
  } catch {
    // Not written by us.
  }
  const find = (text) => names.get(text) || (/^\d+$/.test(text) ? byIndex.get(Number(text)) : null);
  const place = /^(.*)@([0-9a-f]+)$/.exec(wanted);
  const each = find(wanted) || (place && find(place[1])) || current ||
    functions.find((one) => one.packed) || functions[0];
  if (!each) {
    $('missing').hidden = false;
    $('missing').textContent = 'This module has no functions.';
    return;
  }
  if (each !== current) await show(each);
  if (place && !find(wanted) && codes.wasm) pin({from: null, offsets: [parseInt(place[2], 16)], line: -1});
}

/** Goes to a function, in the browser's history too. */
function go(each) {
  showList(false);
  if (each && each !== current) location.hash = hashOf(each, -1);
}

// ---- Keys and the rest --------------------------------------------------------------------------

function stepLine(by) {
  const code = codes[form];
  if (!code) return;
  const marked = [...code.marked.keys()];
  const at = pinned && pinned.from === form ? pinned.line
    : marked.length ? Math.min(...marked) : Math.floor(code.scroller.scrollTop / code.rowHeight) - by;
  const line = Math.min(code.lines.length - 1, Math.max(0, at + by));
  pin(lineTarget(form, line));
  code.reveal(line);
}

function stepForm(by) {
  const open = FORMS.map((each) => each.key).filter((key) => !panes[key].pane.hidden);
  if (open.length) setForm(open[(open.indexOf(form) + by + open.length) % open.length]);
}

document.addEventListener('keydown', (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || $('help').open) return;
  const isSearching = event.target === $('search');
  const isInList = isSearching || event.target === $('list') || event.target === document.body;
  const act = (work) => {
    event.preventDefault();
    work();
  };
  if (event.target === $('order')) return;
  if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
    const by = event.key === 'ArrowDown' ? 1 : -1;
    if (isInList) act(() => step(by));
    else if (event.target.matches('.code')) act(() => stepLine(by));
  } else if (event.key === 'Escape') {
    if (isSearching) $('search').blur();
    else if (document.body.classList.contains('listing')) showList(false);
    else if (pinned) unpin();
  } else if (isSearching) {
    if (event.key === 'Enter') {
      act(() => {
        if (!shown.includes(current)) step(1);
        showList(false);
        setForm(form);
      });
    }
  } else if (event.key === '/') {
    act(() => {
      showList(phone.matches);
      $('search').focus();
      $('search').select();
    });
  } else if (event.key === 'ArrowRight') act(() => stepForm(1));
  else if (event.key === 'ArrowLeft') act(() => stepForm(-1));
  else if (event.key === ']') act(() => step(1));
  else if (event.key === '[') act(() => step(-1));
  else if (event.key === 't') otherTheme();
  else if (event.key === '?') $('help').showModal();
});

$('panes').addEventListener('focusin', (event) => {
  const key = event.target.closest('.pane')?.id.slice('pane-'.length);
  if (key && !phone.matches) form = key;
});
$('list').addEventListener('scroll', drawList);
$('list').addEventListener('click', (event) => {
  const row = event.target.closest('.row');
  if (row) go(byIndex.get(Number(row.dataset.function)));
});
$('search').addEventListener('input', filter);
$('order').addEventListener('change', filter);
$('theme').onclick = otherTheme;
$('keys').onclick = () => $('help').showModal();
$('menu').onclick = () => showList(!document.body.classList.contains('listing'));
addEventListener('hashchange', readHash);
addEventListener('resize', () => {
  drawList();
  for (const code of Object.values(codes)) code.fillInView();
});
phone.addEventListener('change', async () => {
  showList(false);
  showPanes();
  if (current) await show(current); // lines have another height
});

const absent = functions.filter((each) => !each.packed).length;
if (absent) {
  $('left').append(`${number(absent)} of them are only listed, so that the page stays small. Any is shown by `,
    element('code', null, `jabiru explore ${data.file} --func NAME`), ', more by ',
    element('code', null, '--limit MIB'), '.');
}
showPanes();
filter();
readHash();
