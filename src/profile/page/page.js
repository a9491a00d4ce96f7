// The page of a flamegraph. Reads the numbers beside it, draws on a canvas what is wide enough to be
// seen, and keeps zoom, search and view in the address. Nothing is fetched. Names are put into the
// page as text only.
(() => {
'use strict';
const $ = (id) => document.getElementById(id);
const data = JSON.parse($('data').textContent);
const two = data.sides === 2, SIDES = ['base', 'head'];
const ROW = 18, BAR = 17, PAD = 4, NARROW = 0.25, OVERSCAN = 400;
const stage = $('stage'), canvas = $('canvas'), page = stage.parentNode, tip = $('tip');
const pen = canvas.getContext('2d', {alpha: false});
const dark = matchMedia('(prefers-color-scheme: dark)');
const still = matchMedia('(prefers-reduced-motion: reduce)');

// ---- frames: parents before children, so that what follows up to `end` lies above ----

function unpack(flat, limit) {
  const step = two ? 6 : 5, count = flat.length / step;
  const t = {
    count, limit, levels: 1,
    name: new Uint32Array(count), depth: new Uint32Array(count), up: new Int32Array(count),
    end: new Uint32Array(count), gap: new Float64Array(count),
    total: [new Float64Array(count), new Float64Array(count)],
    self: [new Float64Array(count), new Float64Array(count)],
    left: new Float64Array(count), wide: new Float64Array(count), own: new Float64Array(count), gone: new Uint8Array(count),
  };
  const path = [];
  for (let i = 0, at = 0; i < count; i++, at += step) {
    for (let pop = flat[at + 1]; pop > 0; pop--) t.end[path.pop()] = i;
    t.name[i] = flat[at];
    t.up[i] = path.length ? path[path.length - 1] : -1;
    t.depth[i] = path.length;
    path.push(i);
    if (path.length > t.levels) t.levels = path.length;
    if (two) {
      for (let side = 0; side < 2; side++) {
        t.total[side][i] = flat[at + 2 + 2 * side];
        t.self[side][i] = flat[at + 3 + 2 * side];
      }
    } else {
      t.gap[i] = flat[at + 2];
      t.total[0][i] = flat[at + 3];
      t.self[0][i] = flat[at + 4];
    }
  }
  while (path.length) t.end[path.pop()] = count;
  return t;
}

const trees = {down: unpack(data.down, data.limits[0]), up: unpack(data.up, data.limits[1])};
delete data.down;
delete data.up;
const state = {icicle: data.icicle, reverse: data.reverse, width: false, base: false, zoom: 0, search: ''};
let tree, view = [0, 1], target = [0, 1], focus = -1, hover = -1, matches = null, cssWidth = 0;
let motion = 0, canvasTop = 0, canvasHeight = 0, ratio = 1, advance = 7.2, theme;

const share = (i, side) => data.total[side] ? tree.total[side][i] / data.total[side] : 0;

// In a difference widths are those of one side; what only the other side has is drawn with its own
// share, and what it stands on is that much wider.
function widths(t) {
  const side = two && !state.base ? 1 : 0, other = 1 - side;
  const of = (weights, i, s) => data.total[s] ? weights[s][i] / data.total[s] : 0;
  for (let i = 0; i < t.count; i++) {
    t.gone[i] = two && of(t.total, i, side) < t.limit ? 1 : 0;
    const from = t.gone[i] ? other : side;
    t.wide[i] = of(t.total, i, from);
    t.own[i] = of(t.self, i, from);
  }
  if (!two) return;
  const extra = new Float64Array(t.count);
  for (let i = t.count - 1; i > 0; i--) {
    if (!t.gone[t.up[i]]) extra[t.up[i]] += t.gone[i] ? t.wide[i] : extra[i];
  }
  const all = t.wide[0] + extra[0];
  for (let i = 0; i < t.count; i++) {
    t.wide[i] = (t.wide[i] + (t.gone[i] ? 0 : extra[i])) / all;
    t.own[i] /= all;
  }
}

// Left to right behind the parent's own weight; by name, what was left out keeps its place.
function lay() {
  tree = state.reverse ? trees.up : trees.down;
  const t = tree, end = new Float64Array(t.count), children = [];
  widths(t);
  t.left[0] = 0;
  end[0] = t.own[0];
  for (let i = 1; i < t.count && !state.width; i++) {
    const up = t.up[i];
    t.left[i] = end[up] + (two ? 0 : t.gap[i] / data.total[0]);
    end[up] = t.left[i] + t.wide[i];
    end[i] = t.left[i] + t.own[i];
  }
  for (let i = 0; i < t.count && state.width; i++) {
    children.length = 0;
    for (let at = i + 1; at < t.end[i]; at = t.end[at]) children.push(at);
    children.sort((a, b) => t.wide[b] - t.wide[a] || a - b);
    for (const at of children) {
      t.left[at] = end[i];
      end[at] = end[i] + t.own[at];
      end[i] += t.wide[at];
    }
  }
}

// ---- words ----

const grouped = new Intl.NumberFormat('en-US', {maximumFractionDigits: Number.isInteger(data.total[0]) ? 0 : 2});
const percent = (part) => (100 * part).toFixed(2) + ' %';
const nameOf = (i) => i ? data.names[tree.name[i]] : 'all';

function numbersOf(i) {
  if (two) {
    const base = share(i, 0), head = share(i, 1);
    const what = !tree.total[0][i] ? 'added, ' : !tree.total[1][i] ? 'removed, ' : '';
    const points = 100 * (head - base);
    return [what + SIDES[0] + ' ' + percent(base) + ', ' + SIDES[1] + ' ' + percent(head),
      Math.abs(points) < 0.005 ? 'no change'
        : (points < 0 ? '\u2212' : '+') + Math.abs(points).toFixed(2) + ' points'];
  }
  const total = tree.total[0][i], self = tree.self[0][i];
  const zoomed = state.zoom && i >= state.zoom && i < tree.end[state.zoom]
    ? ', ' + percent(total / tree.total[0][state.zoom]) + ' of the zoomed' : '';
  const unit = total === 1 && data.unit === 'samples' ? 'sample' : data.unit;
  return [grouped.format(total) + ' ' + unit + ', ' + percent(share(i, 0)) + zoomed,
    'self ' + grouped.format(self) + ', ' + percent(self / data.total[0])];
}

function describe(i) {
  const shown = i >= 0 ? i : state.zoom;
  $('name').textContent = nameOf(shown);
  $('numbers').textContent = numbersOf(shown).join('; ');
}

// ---- drawing ----

function readTheme() {
  const css = getComputedStyle(document.documentElement), at = dark.matches ? 1 : 0;
  const get = (name) => css.getPropertyValue(name).trim();
  theme = {
    shades: data.palette.map((pair) => pair[at]), paper: get('--paper'), ink: data.ink[at], line: get('--line'),
    edge: get('--ink'), match: get('--match'), onMatch: get('--on-match'), accent: get('--accent'),
    font: '12px ' + get('--code'),
  };
  const tile = document.createElementNS('http://www.w3.org/1999/xhtml', 'canvas');
  tile.width = tile.height = 8;
  const p = tile.getContext('2d');
  p.strokeStyle = theme.paper;
  p.lineWidth = 2;
  for (const x of [-8, 0, 8]) { p.moveTo(x - 1, 9); p.lineTo(x + 9, -1); }
  p.stroke();
  theme.hatch = pen.createPattern(tile, 'repeat');
}

// A difference is coloured by what it is in relation to the greatest one; roots, which sum up what
// lies above, tend to have none.
let most = 0;
function shadeOf(i) {
  if (!i) return theme.line;
  if (!two) return theme.shades[data.shades.charCodeAt(tree.name[i]) - 65];
  const middle = (data.palette.length - 1) / 2, change = share(i, 1) - share(i, 0);
  const step = most ? Math.sqrt(Math.abs(change) / most) * middle : 0;
  return theme.shades[middle + Math.sign(change) * Math.round(Math.min(step, middle))];
}

function fit(text, room) {
  if (/^[\x20-\x7e]*$/.test(text)) {
    const chars = Math.floor(room / advance);
    return text.length <= chars ? text : chars < 3 ? '' : text.slice(0, chars - 1) + '\u2026';
  }
  if (pen.measureText(text).width <= room) return text;
  const signs = Array.from(text.slice(0, 400));
  let low = 0, high = signs.length;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (pen.measureText(signs.slice(0, middle).join('') + '\u2026').width <= room) low = middle;
    else high = middle - 1;
  }
  return low < 2 ? '' : signs.slice(0, low).join('') + '\u2026';
}

const rowTop = (depth) => (state.icicle ? depth : tree.levels - 1 - depth) * ROW;

function drawFrame(i, x, width, y) {
  const dim = matches && !matches[tree.name[i]], found = matches && !dim && i;
  const gap = width > 3 ? 1 : width > 1.5 ? 0.4 : 0, bar = Math.max(width - gap, found ? 1 : 0.35);
  const below = i < state.zoom && tree.end[i] > state.zoom;
  pen.globalAlpha = dim ? 0.4 : below ? 0.55 : 1;
  pen.fillStyle = found ? theme.match : shadeOf(i);
  if (width > 6) {
    pen.beginPath();
    pen.roundRect(x, y, bar, BAR, 2);
    pen.fill();
  } else {
    pen.fillRect(x, y, bar, BAR);
  }
  if (two && tree.gone[i] && width > 1) {
    pen.fillStyle = theme.hatch;
    pen.fillRect(x, y, bar, BAR);
  }
  const only = two && i && !tree.total[state.base ? 1 : 0][i];
  if (only && width > 4) {
    pen.strokeStyle = theme.edge;
    pen.setLineDash([3, 2]);
    pen.strokeRect(x + 0.5, y + 0.5, bar - 1, BAR - 1);
    pen.setLineDash([]);
  }
  if (width > 3 * advance) {
    const mark = !two || !i ? '' : !tree.total[0][i] ? '+ ' : !tree.total[1][i] ? '\u2212 ' : '';
    const room = bar - 2 * PAD, text = fit(mark + nameOf(i), room);
    if (text) {
      if (two && tree.gone[i]) {
        pen.fillStyle = shadeOf(i);
        pen.fillRect(x + 1, y + 2, Math.min(pen.measureText(text).width + 2 * PAD, bar) - 2, BAR - 4);
      }
      pen.fillStyle = found ? theme.onMatch : i && !dim && !below ? theme.ink : theme.edge;
      pen.globalAlpha = dim || below ? 0.75 : 1;
      pen.fillText(text, x + PAD, y + BAR / 2 + 0.5);
    }
  }
  pen.globalAlpha = 1;
}

function outline(i, colour) {
  const scale = cssWidth / (view[1] - view[0]);
  const x0 = Math.max((tree.left[i] - view[0]) * scale, 0);
  const x1 = Math.min((tree.left[i] + tree.wide[i] - view[0]) * scale, cssWidth);
  if (x1 < 0 || x0 > cssWidth) return;
  pen.strokeStyle = colour;
  pen.lineWidth = 2;
  pen.strokeRect(x0 + 1, rowTop(tree.depth[i]) - canvasTop + 1, Math.max(x1 - x0 - 3, 1), BAR - 2);
  pen.lineWidth = 1;
}

function draw() {
  const scale = cssWidth / (view[1] - view[0]);
  pen.setTransform(ratio, 0, 0, ratio, 0, 0);
  pen.fillStyle = theme.paper;
  pen.fillRect(0, 0, cssWidth, canvasHeight);
  pen.font = theme.font;
  pen.textBaseline = 'middle';
  advance = pen.measureText('0123456789').width / 10;
  for (let i = 0; i < tree.count;) {
    const width = tree.wide[i] * scale, x = (tree.left[i] - view[0]) * scale;
    if (width < NARROW || x + width <= 0 || x >= cssWidth) {
      i = tree.end[i];
      continue;
    }
    const y = rowTop(tree.depth[i]) - canvasTop;
    if (y > -ROW && y < canvasHeight) {
      const from = Math.max(x, 0);
      drawFrame(i, from, Math.min(x + width, cssWidth) - from, y);
    }
    i++;
  }
  if (hover >= 0) outline(hover, theme.edge);
  if (focus >= 0 && document.activeElement === stage) outline(focus, theme.accent);
}

let asked = 0;
function redraw() {
  if (!asked) asked = requestAnimationFrame(() => { asked = 0; place(); draw(); });
}

// The canvas covers what can be seen of the stage and a margin: a picture may be taller than any
// canvas.
function place() {
  const height = tree.levels * ROW;
  const want = Math.min(height, page.clientHeight + 2 * OVERSCAN);
  const seen = page.scrollTop - stage.offsetTop;
  if (want !== canvasHeight || seen < canvasTop || seen + page.clientHeight > canvasTop + want) {
    canvasTop = Math.max(0, Math.min(seen - OVERSCAN, height - want));
    canvas.style.top = canvasTop + 'px';
  }
  const width = stage.clientWidth;
  ratio = window.devicePixelRatio || 1;
  const w = Math.round(width * ratio), h = Math.round(want * ratio);
  if (canvas.width !== w || canvas.height !== h) {
    canvas.width = w;
    canvas.height = h;
    canvas.style.width = width + 'px';
    canvas.style.height = want + 'px';
  }
  cssWidth = width;
  canvasHeight = want;
}

function glide() {
  cancelAnimationFrame(motion);
  const from = view.slice(), to = target.slice(), start = performance.now();
  if (still.matches || document.hidden) {
    view = to;
    redraw();
    return;
  }
  const step = (now) => {
    const t = Math.min(Math.max(now - start, 0) / 180, 1), ease = 1 - (1 - t) ** 3;
    view = [from[0] + (to[0] - from[0]) * ease, from[1] + (to[1] - from[1]) * ease];
    place();
    draw();
    if (t < 1) motion = requestAnimationFrame(step);
  };
  motion = requestAnimationFrame(step);
}

// ---- search ----

// Strict expressions first: the others take a lone { for itself, but do not know all of Unicode.
function patternOf(text) {
  const flags = /[A-Z]/.test(text) ? '' : 'i';
  for (const mode of ['u', '']) {
    try {
      return new RegExp(text, flags + mode);
    } catch (e) {
      // the next one, or none
    }
  }
  return null;
}

// Matched frames in matched frames count once.
function search() {
  const output = $('matched');
  matches = null;
  output.textContent = '';
  output.className = '';
  if (!state.search) return;
  const pattern = patternOf(state.search);
  if (!pattern) {
    output.textContent = 'no regex';
    output.className = 'none';
    return;
  }
  matches = data.names.map((name) => pattern.test(name));
  const sum = [0, 0];
  for (let i = 1; i < tree.count;) {
    if (matches[tree.name[i]]) {
      for (let side = 0; side < data.sides; side++) sum[side] += share(i, side);
      i = tree.end[i];
    } else {
      i++;
    }
  }
  output.textContent = percent(two && !state.base ? sum[1] : sum[0]);
  output.className = sum[0] + sum[1] > 0 ? '' : 'none';
}

// ---- state and address ----

const FLAGS = {i: 'icicle', r: 'reverse', w: 'width', b: 'base'};

function address() {
  const flags = Object.keys(FLAGS).filter((f) => state[FLAGS[f]] !== initial[FLAGS[f]]).join('');
  const parts = [];
  if (state.zoom) parts.push('zoom=' + state.zoom);
  if (state.search) parts.push('search=' + encodeURIComponent(state.search));
  if (flags) parts.push('view=' + flags);
  return parts.join('&');
}

function readAddress() {
  const given = new URLSearchParams(location.hash.slice(1));
  const flags = given.get('view') || '';
  for (const f of Object.keys(FLAGS)) state[FLAGS[f]] = initial[FLAGS[f]] !== flags.includes(f);
  state.search = given.get('search') || '';
  state.zoom = Number(given.get('zoom')) || 0;
  const count = (state.reverse ? trees.up : trees.down).count;
  if (!Number.isInteger(state.zoom) || state.zoom < 0 || state.zoom >= count) state.zoom = 0;
}

// A zoom is a step for the back button; typing and toggles are not.
function write(step) {
  const now = '#' + address();
  if (now === (location.hash || '#')) return;
  if (step) location.hash = now;
  else location.replace(now);
}

function show(moved) {
  for (const [on, off, name] of [['icicle', 'flame', 'icicle'], ['leaf', 'root', 'reverse'],
    ['bywidth', 'byname', 'width'], ['base', 'head', 'base']]) {
    $(on).setAttribute('aria-pressed', String(state[name]));
    $(off).setAttribute('aria-pressed', String(!state[name]));
  }
  if ($('search').value !== state.search) $('search').value = state.search;
  lay();
  legend();
  if (focus >= tree.count) focus = -1;
  hover = -1;
  tip.hidden = true;
  stage.style.height = tree.levels * ROW + 'px';
  search();
  const z = state.zoom;
  target = z ? [tree.left[z], tree.left[z] + tree.wide[z]] : [0, 1];
  $('reset').disabled = !z && !state.search;
  describe(focus);
  stage.dataset.zoom = nameOf(z);
  stage.dataset.frames = tree.count;
  if (moved) {
    glide();
  } else {
    view = target.slice();
    redraw();
  }
}

// The root is where the reader begins; it stays there until the reader does something, as a page within
// a page gets its height late.
let atRoot = true;
function toRoot() {
  const below = stage.offsetTop + tree.levels * ROW + 8 + $('details').offsetHeight;
  page.scrollTop = state.icicle ? 0 : Math.max(0, below - page.clientHeight);
}

function zoom(i) {
  if (i === state.zoom) return;
  state.zoom = i;
  write(true);
  show(true);
}

function toggle(name, value) {
  if (state[name] === value) return;
  state[name] = value;
  if (name === 'reverse') { state.zoom = 0; focus = -1; }
  write(false);
  show(false);
  if (name === 'icicle' || name === 'reverse') toRoot();
}

function find(text) {
  state.search = text;
  write(false);
  show(false);
}

function reset() {
  state.search = '';
  state.zoom = 0;
  write(true);
  show(true);
}

// ---- pointer and keys ----

function frameAt(event) {
  const box = stage.getBoundingClientRect();
  const row = Math.floor((event.clientY - box.top) / ROW);
  const depth = state.icicle ? row : tree.levels - 1 - row;
  const at = view[0] + (event.clientX - box.left) / cssWidth * (view[1] - view[0]);
  for (let i = 0; i < tree.count;) {
    const inside = at >= tree.left[i] && at < tree.left[i] + tree.wide[i];
    if (inside && tree.depth[i] === depth) return i;
    i = inside && tree.depth[i] < depth ? i + 1 : tree.end[i];
  }
  return -1;
}

function showTip(event) {
  tip.hidden = hover < 0;
  if (tip.hidden) return;
  const [name, first, second] = tip.children, numbers = numbersOf(hover);
  name.textContent = nameOf(hover);
  first.textContent = numbers[0];
  second.textContent = numbers[1];
  const x = Math.min(event.clientX + 14, innerWidth - tip.offsetWidth - 12);
  const y = event.clientY + 20 + tip.offsetHeight > innerHeight ? event.clientY - tip.offsetHeight - 10 : event.clientY + 20;
  tip.style.left = Math.max(x, 12) + 'px';
  tip.style.top = Math.max(y, 4) + 'px';
}

function drawnWidth(i) {
  return tree.wide[i] * cssWidth / (target[1] - target[0]);
}

// From a frame to its widest child, its parent, or the next one in its row.
function neighbour(i, key) {
  const outwards = key === (state.icicle ? 'ArrowDown' : 'ArrowUp');
  if (outwards) {
    let best = -1;
    for (let at = i + 1; at < tree.end[i]; at = tree.end[at]) {
      if (best < 0 || tree.wide[at] > tree.wide[best]) best = at;
    }
    return best < 0 ? i : best;
  }
  if (key === 'ArrowUp' || key === 'ArrowDown') return tree.up[i] < 0 ? i : tree.up[i];
  const sign = key === 'ArrowRight' ? 1 : -1;
  let best = -1;
  for (let at = 0; at < tree.count;) {
    if (tree.depth[at] === tree.depth[i]) {
      const far = (tree.left[at] - tree.left[i]) * sign;
      const seen = drawnWidth(at) >= NARROW && tree.left[at] + tree.wide[at] > target[0] && tree.left[at] < target[1];
      if (at !== i && far > 0 && seen && (best < 0 || far < (tree.left[best] - tree.left[i]) * sign)) best = at;
      at = tree.end[at];
    } else {
      at++;
    }
  }
  return best < 0 ? i : best;
}

function moveTo(i) {
  focus = i;
  describe(i);
  $('say').textContent = nameOf(i) + ', ' + numbersOf(i).join(', ') + ', level ' + tree.depth[i];
  stage.dataset.focus = nameOf(i);
  const y = stage.offsetTop + rowTop(tree.depth[i]), head = document.querySelector('header').offsetHeight;
  const foot = $('details').offsetHeight;
  if (y < page.scrollTop + head) page.scrollTop = y - head - ROW;
  else if (y + ROW > page.scrollTop + page.clientHeight - foot) page.scrollTop = y + 2 * ROW - page.clientHeight + foot;
  redraw();
}

function onKey(event) {
  const typing = event.target === $('search');
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'f' && !typing) {
    $('search').focus();
    $('search').select();
  } else if (event.ctrlKey || event.metaKey || event.altKey) {
    return;
  } else if (event.key === '/' && !typing) {
    $('search').focus();
    $('search').select();
  } else if (event.key === 'Escape') {
    reset();
    if (typing) stage.focus();
  } else if (typing && event.key === 'Enter') {
    stage.focus();
  } else if (event.target === stage && event.key.startsWith('Arrow')) {
    moveTo(focus < 0 ? state.zoom : neighbour(focus, event.key));
  } else if (event.target === stage && (event.key === 'Enter' || event.key === ' ') && focus >= 0) {
    zoom(focus);
  } else {
    return;
  }
  event.preventDefault();
}

// ---- start ----

function legend() {
  if (!two) return;
  const key = $('key'), last = theme.shades.length - 1;
  key.textContent = '';
  const add = (text, colour, kind) => {
    const item = key.appendChild(key.ownerDocument.createElementNS(key.namespaceURI, 'span'));
    const mark = item.appendChild(item.ownerDocument.createElementNS(key.namespaceURI, 'i'));
    mark.style.backgroundColor = colour;
    if (kind) mark.className = kind;
    item.append(text);
  };
  const only = (side) => 'only in ' + SIDES[side] + (side ? ' (added)' : ' (removed)');
  const [own, other] = state.base ? [0, 1] : [1, 0];
  add('smaller share in ' + SIDES[1], theme.shades[0]);
  add('no change', theme.shades[last / 2]);
  add('greater share', theme.shades[last]);
  add(only(own), theme.shades[own * last], 'outlined');
  add(only(other), theme.shades[other * last], 'hatched');
  key.hidden = false;
}

function start() {
  const root = document.documentElement;
  for (const name of ['viewBox', 'preserveAspectRatio']) root.removeAttribute(name);
  root.setAttribute('width', '100%');
  root.setAttribute('height', '100%');
  $('title').textContent = data.title;
  $('about').textContent = data.about;
  $('list').append(document.querySelector('.functions'));
  if (data.width) stage.style.width = data.width - 20 + 'px';
  $('sides').style.display = two ? '' : 'none';
  if (two) {
    for (const t of Object.values(trees)) {
      tree = t;
      for (let i = 1; i < t.count; i++) most = Math.max(most, Math.abs(share(i, 1) - share(i, 0)));
    }
  }
  const style = () => { readTheme(); legend(); redraw(); };
  for (const [id, name, value] of [['icicle', 'icicle', true], ['flame', 'icicle', false],
    ['leaf', 'reverse', true], ['root', 'reverse', false], ['bywidth', 'width', true],
    ['byname', 'width', false], ['base', 'base', true], ['head', 'base', false]]) {
    $(id).addEventListener('click', () => toggle(name, value));
  }
  $('reset').addEventListener('click', reset);
  $('search').addEventListener('input', (event) => find(event.target.value));
  $('list').addEventListener('click', (event) => {
    const button = event.target.closest('button');
    if (button) find('^' + button.textContent.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&') + '$');
  });
  stage.addEventListener('mousemove', (event) => {
    const before = hover;
    hover = frameAt(event);
    stage.style.cursor = hover >= 0 ? 'pointer' : '';
    if (hover !== before) {
      describe(hover >= 0 ? hover : focus);
      redraw();
    }
    showTip(event);
  });
  stage.addEventListener('mouseleave', () => { hover = -1; tip.hidden = true; describe(focus); redraw(); });
  stage.addEventListener('click', (event) => {
    const i = frameAt(event);
    if (i >= 0) { focus = i; zoom(i); }
  });
  for (const name of ['focus', 'blur']) stage.addEventListener(name, redraw);
  addEventListener('keydown', onKey);
  addEventListener('hashchange', () => {
    if ('#' + address() === (location.hash || '#')) return;
    readAddress();
    show(true);
  });
  page.addEventListener('scroll', redraw, {passive: true});
  for (const name of ['wheel', 'pointerdown', 'touchstart', 'keydown'])
    addEventListener(name, () => { atRoot = false; }, {passive: true});
  new ResizeObserver(() => { if (atRoot) toRoot(); redraw(); }).observe(page);
  dark.addEventListener('change', style);
  readTheme();
  readAddress();
  show(false);
  style();
  place();
  draw();
  toRoot();
  root.dataset.ready = 'true';
}

// What follows is the picture for viewers that run no script.
function endLoading() {
  window.stop();
  addEventListener('load', () => { if ($('still')) $('still').remove(); });
}

const initial = Object.assign({}, state);
document.documentElement.setAttribute('class', 'live');
endLoading();
start();
})();
