'use strict';

const most = 10000;
const state = { entries: [], last: 0, paused: false, tab: 'model', prices: [], capture: false, kept: new Set(), failures: 0, active: 0 };
const by = id => document.getElementById(id);
const whole = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });
const money = new Intl.NumberFormat('en-US', { style: 'currency', currency: 'USD', maximumFractionDigits: 4 });

function element(name, text, attributes = {}) {
  const made = document.createElement(name);
  if (text !== undefined && text !== null) made.textContent = text;
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
}

function table(caption, heads, rows) {
  if (rows.length === 0) return element('p', 'No requests yet.', { class: 'empty' });
  const made = element('table');
  made.setAttribute('aria-label', caption);
  const head = made.createTHead().insertRow();
  for (const name of heads) head.append(element('th', name, { scope: 'col' }));
  const body = made.createTBody();
  for (const row of rows) {
    const line = body.insertRow();
    row.forEach(cell => line.append(cell instanceof Node ? wrap(cell) : element('td', cell)));
  }
  return made;
}

function wrap(node) {
  const cell = element('td');
  cell.append(node);
  return cell;
}

function percentile(sorted, share) {
  return sorted.length === 0 ? null : sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)];
}

const ms = value => value === null || value === undefined ? '–' : value < 10 ? value.toFixed(1) + ' ms' : whole.format(value) + ' ms';

function price(model) {
  return state.prices.find(p => (model ?? '').toLowerCase().startsWith(p.model.toLowerCase())) ?? null;
}

// What was compressed for the first time would have been written at the full price; what is sent again would mostly have been read from the cache.
function worth(entry) {
  const prices = price(entry.model);
  if (!prices) return 0;
  const extra = entry.extra_billed ? entry.extra_billed.input * prices.input + entry.extra_billed.output * prices.output : 0;
  return ((entry.saved_new - (entry.tool_tokens ?? 0)) * prices.input + entry.saved_resent * prices.cache_read - extra) / 1e6;
}

function shown() {
  const most = Number(by('window').value);
  return most === 0 ? state.entries : state.entries.slice(-most);
}

const sum = (entries, pick) => entries.reduce((total, entry) => total + (pick(entry) ?? 0), 0);
const before = entry => entry.new_tokens_before + entry.resent_tokens_before;
const after = entry => entry.new_tokens_after + entry.resent_tokens_after;

function tiles(entries) {
  const extra = sum(entries, e => (e.tool_tokens ?? 0) + (e.extra_billed ? e.extra_billed.input + e.extra_billed.output : 0));
  const saved = sum(entries, e => e.saved_new + e.saved_resent);
  const looked = sum(entries, before);
  const priced = entries.some(e => price(e.model));
  const list = [
    ['Requests', whole.format(entries.length), `${whole.format(entries.filter(e => e.status === 'compressed').length)} compressed, ${whole.format(state.active)} in flight`],
    ['Tokens saved, net', whole.format(saved - extra), looked ? `${Math.round(100 * saved / looked)} % of ${whole.format(looked)} in changed texts` : 'nothing was changed'],
    ['New texts', whole.format(sum(entries, e => e.saved_new)), 'saved when first sent'],
    ['Resent texts', whole.format(sum(entries, e => e.saved_resent)), 'saved when sent again'],
    ['Own overhead', whole.format(extra), 'tokens of the retrieval tool and its rounds'],
    ['Money saved', priced ? money.format(sum(entries, worth)) : '–', priced ? 'at the configured prices' : 'no prices are configured'],
    ['Billed input', whole.format(sum(entries, e => e.billed?.input)), `${whole.format(sum(entries, e => e.billed?.cache_read))} read from cache, ${whole.format(sum(entries, e => e.billed?.cache_write))} written`],
    ['Errors', whole.format(entries.filter(e => e.http_status >= 400).length), 'answers of 400 and above'],
  ];
  by('sums').replaceChildren(...list.map(([name, value, more]) => {
    const tile = element('div');
    const figure = element('dd', value);
    figure.append(element('small', more));
    tile.append(element('dt', name), figure);
    return tile;
  }));
}

function chart(entries) {
  const box = by('chart');
  const used = entries.filter(e => before(e) > 0);
  if (used.length === 0) {
    box.replaceChildren(element('p', 'No request with changed texts yet.', { class: 'empty' }));
    box.setAttribute('aria-label', 'No request with changed texts yet');
    return;
  }
  const first = Date.parse(used[0].at), last = Date.parse(used.at(-1).at);
  const columns = 60, width = Math.max(1000, (last - first) / columns + 1);
  const bins = Array.from({ length: columns }, () => [0, 0]);
  for (const entry of used) {
    const bin = bins[Math.min(columns - 1, Math.floor((Date.parse(entry.at) - first) / width))];
    bin[0] += after(entry);
    bin[1] += before(entry) - after(entry);
  }
  const top = Math.max(...bins.map(b => b[0] + b[1]));
  const name = 'http://www.w3.org/2000/svg';
  const svg = document.createElementNS(name, 'svg');
  svg.setAttribute('viewBox', `0 0 ${columns * 10} 100`);
  svg.setAttribute('preserveAspectRatio', 'none');
  svg.setAttribute('aria-hidden', 'true');
  bins.forEach(([sent, saved], i) => {
    let base = 100;
    for (const [value, kind] of [[sent, 'kept'], [saved, 'saved']]) {
      const height = 100 * value / top;
      const bar = document.createElementNS(name, 'rect');
      for (const [key, v] of Object.entries({ x: i * 10 + 1, y: base - height, width: 8, height, class: kind })) bar.setAttribute(key, v);
      svg.append(bar);
      base -= height;
    }
  });
  box.replaceChildren(svg);
  const from = new Date(first).toLocaleTimeString(), to = new Date(last).toLocaleTimeString();
  box.setAttribute('aria-label', `From ${from} to ${to}: ${whole.format(sum(used, after))} tokens of changed texts sent, ${whole.format(sum(used, before) - sum(used, after))} saved; at most ${whole.format(top)} in one bar`);
}

function groups(entries) {
  const found = new Map();
  const add = (name, counted, b, a, worthOf) => {
    const group = found.get(name) ?? { requests: 0, before: 0, after: 0, worth: 0 };
    group.requests += counted;
    group.before += b;
    group.after += a;
    group.worth += worthOf;
    found.set(name, group);
  };
  for (const entry of entries) {
    if (state.tab === 'tool') {
      for (const tool of entry.tools ?? []) add(tool.name, 1, tool.before, tool.after, 0);
    } else {
      add(entry[state.tab] ?? '(none)', 1, before(entry), after(entry), worth(entry));
    }
  }
  return [...found].sort((x, y) => (y[1].before - y[1].after) - (x[1].before - x[1].after) || x[0].localeCompare(y[0]));
}

function grouped(entries) {
  const isTool = state.tab === 'tool';
  const rows = groups(entries).map(([name, g]) => [name, whole.format(g.requests), whole.format(g.before), whole.format(g.after), whole.format(g.before - g.after), g.before ? Math.round(100 * (g.before - g.after) / g.before) + ' %' : '–', ...(isTool ? [] : [state.prices.length ? money.format(g.worth) : '–'])]);
  by('by').replaceChildren(table('Savings by ' + state.tab, [state.tab[0].toUpperCase() + state.tab.slice(1), 'Requests', 'Tokens before', 'after', 'saved', 'share', ...(isTool ? [] : ['money'])], rows));
}

function latency(entries) {
  const row = (name, pick) => {
    const values = entries.map(pick).filter(v => v !== null && v !== undefined).sort((a, b) => a - b);
    return [name, ms(percentile(values, 0.5)), ms(percentile(values, 0.95)), ms(percentile(values, 0.99)), ms(values.at(-1))];
  };
  by('latency').replaceChildren(table('Latency percentiles', ['', 'p50', 'p95', 'p99', 'most'], entries.length === 0 ? [] : [
    row('Compression', e => e.compression_ms), row('First byte', e => e.first_byte_ms), row('Whole request', e => e.total_ms)]));
}

function reasons(entries) {
  const counts = new Map();
  for (const entry of entries) if (entry.status !== 'compressed') counts.set(`${entry.status}: ${entry.reason}`, (counts.get(`${entry.status}: ${entry.reason}`) ?? 0) + 1);
  const list = [...counts].sort((x, y) => y[1] - x[1]);
  by('reasons').replaceChildren(...(list.length === 0 ? [element('p', 'None was.', { class: 'empty' })] : list.map(([name, count]) => {
    const line = element('div', undefined, { class: 'bar' });
    const bar = element('i', undefined, { 'aria-hidden': 'true' });
    bar.style.width = 100 * count / list[0][1] + '%';
    line.append(element('span', name), bar, element('b', whole.format(count)));
    return line;
  })));
}

function live(entries) {
  const rows = entries.slice(-50).reverse().map(entry => {
    const line = [new Date(entry.at).toLocaleTimeString(), entry.model ?? '–', entry.key ?? '–', element('span', String(entry.http_status), entry.http_status >= 400 ? { class: 'bad' } : {}), entry.status === 'compressed' ? 'compressed' : `${entry.status}: ${entry.reason}`, before(entry) ? `${whole.format(before(entry))} → ${whole.format(after(entry))}` : '–', ms(entry.compression_ms), ms(entry.total_ms)];
    if (state.capture) {
      const button = element('button', 'Compare', { type: 'button', 'aria-label': `Compare the texts of request ${entry.id}` });
      button.addEventListener('click', () => compare(entry.id));
      line.push(state.kept.has(entry.id) ? button : '');
    }
    return line;
  });
  by('live').replaceChildren(table('Latest requests', ['Time', 'Model', 'Key', 'Status', 'Outcome', 'Tokens', 'Compression', 'Whole', ...(state.capture ? ['Texts'] : [])], rows));
}

function render() {
  const entries = shown();
  tiles(entries);
  chart(entries);
  grouped(entries);
  latency(entries);
  reasons(entries);
  // A table that is made anew under the keyboard's focus would lose it.
  if (!by('live').contains(document.activeElement) || by('live') === document.activeElement) live(entries);
}

async function poll() {
  if (!state.paused) {
    try {
      const response = await fetch(`pith/data?after=${state.last}`, { cache: 'no-store' });
      if (!response.ok) throw new Error(`answer ${response.status}`);
      const data = await response.json();
      if (data.started !== state.started) {
        state.started = data.started;
        state.entries = [];
      }
      const changed = data.entries.length > 0 || state.last === 0 || data.active !== state.active;
      state.entries.push(...data.entries);
      if (state.entries.length > most) state.entries.splice(0, state.entries.length - most);
      Object.assign(state, { last: data.last, prices: data.prices, capture: data.texts, kept: new Set(data.kept), active: data.active, failures: 0 });
      say(`Live, ${whole.format(data.active)} in flight`, false);
      if (changed) render();
    } catch (error) {
      state.failures++;
      say(`The gateway does not answer (${error.message}); trying again`, true);
    }
  }
  setTimeout(poll, state.failures === 0 ? 2000 : Math.min(30000, 2000 * 2 ** state.failures));
}

function say(text, bad) {
  const line = by('state');
  if (line.textContent !== text) line.textContent = text;
  line.classList.toggle('bad', bad);
}

async function compare(id) {
  const response = await fetch(`pith/data/${id}`, { cache: 'no-store' });
  if (!response.ok) {
    say('The texts of this request are no longer kept', true);
    return;
  }
  const { texts } = await response.json();
  const choice = by('which');
  choice.replaceChildren(...texts.map((text, i) => element('option', `${i + 1}: ${text.role}${text.tool ? ' ' + text.tool : ''}, ${whole.format(text.before)} → ${whole.format(text.after)} tokens, ${text.method}`, { value: i })));
  const show = () => marks(texts[Number(choice.value)]);
  choice.onchange = show;
  by('compare').showModal();
  show();
}

// The compressed text is made of slices of the original in order: each word of it is looked for from where the last one was found.
function marks(text) {
  const original = text.original.split(/(\s+)/), sent = text.compressed.split(/(\s+)/);
  const places = new Map();
  original.forEach((word, i) => { if (word.trim()) (places.get(word) ?? places.set(word, []).get(word)).push(i); });
  const keptWords = new Set(), foundWords = new Set();
  let at = -1;
  sent.forEach((word, i) => {
    const next = word.trim() ? places.get(word)?.find(place => place > at) : undefined;
    if (next === undefined || (next - at > original.length / 2 && word.length < 4)) return;
    keptWords.add(next);
    foundWords.add(i);
    at = next;
  });
  fill(by('original'), original, i => keptWords.has(i), 'del');
  fill(by('compressed'), sent, i => foundWords.has(i), 'ins');
}

function fill(box, words, plain, mark) {
  const parts = document.createDocumentFragment();
  let run = '', marked = false;
  const flush = () => { if (run) parts.append(marked ? element(mark, run) : run); run = ''; };
  words.forEach((word, i) => {
    if (word.trim()) {
      const now = !plain(i);
      if (now !== marked) flush();
      marked = now;
    }
    run += word;
  });
  flush();
  box.replaceChildren(parts);
}

const tabs = [...document.querySelectorAll('[role=tab]')];
function choose(tab) {
  state.tab = tab.id.slice(4);
  for (const other of tabs) {
    other.setAttribute('aria-selected', String(other === tab));
    other.tabIndex = other === tab ? 0 : -1;
  }
  by('by').setAttribute('aria-labelledby', tab.id);
  grouped(shown());
}
tabs.forEach((tab, i) => {
  tab.addEventListener('click', () => choose(tab));
  tab.addEventListener('keydown', event => {
    const to = { ArrowRight: i + 1, ArrowLeft: i - 1, Home: 0, End: tabs.length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    const next = tabs[(to + tabs.length) % tabs.length];
    next.focus();
    choose(next);
  });
});
by('window').addEventListener('change', render);
by('pause').addEventListener('click', event => {
  state.paused = !state.paused;
  event.currentTarget.setAttribute('aria-pressed', String(state.paused));
  say(state.paused ? 'Paused' : 'Live', false);
});
poll();
