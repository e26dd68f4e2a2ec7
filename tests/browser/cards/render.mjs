// Draws every golden card with Microsoft's own renderer: light, dark, and 300 px wide with everything folded out.
// Fails on an element it does not know, on a parse warning, on markup made of text, and on horizontal overflow.
//
//   node tests/browser/cards/render.mjs [folder of the pictures] [part of a card's name]

import { mkdir, readdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';
import { buttonStyles, themes } from './themes.mjs';

const require = createRequire(import.meta.url);
const root = fileURLToPath(new URL('../../../', import.meta.url));
const goldens = path.join(root, 'tests/bot/cards');
const flags = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
  '--disable-background-networking', '--disable-component-update', '--disable-sync'];

const views = [
  { name: 'light', theme: 'light', width: 480, open: false },
  { name: 'dark', theme: 'dark', width: 480, open: false },
  { name: 'narrow', theme: 'light', width: 300, open: false },
  { name: 'open', theme: 'dark', width: 300, open: true },
];

async function goldenCards(wanted) {
  const names = (await readdir(goldens)).filter((name) => name.endsWith('.golden.json') && name.includes(wanted)).sort();
  return Promise.all(names.map(async (name) => ({
    name: name.replace('.golden.json', ''),
    card: await withPicture(JSON.parse(await readFile(path.join(goldens, name), 'utf8')), name),
  })));
}

// A golden card names its picture, which lies beside it as a file.
async function withPicture(element, name) {
  if (element === null || typeof element !== 'object') return element;
  if (element.type === 'Image') {
    const png = await readFile(path.join(goldens, name.replace('.json', '.png')));
    return { ...element, url: `data:image/png;base64,${png.toString('base64')}` };
  }
  const made = Array.isArray(element) ? [] : {};
  for (const [key, value] of Object.entries(element)) made[key] = await withPicture(value, name);
  return made;
}

async function preparedPage(browser) {
  const page = await browser.newPage({ deviceScaleFactor: 1.5 });
  const renderer = path.dirname(require.resolve('adaptivecards/package.json'));
  const markdown = path.dirname(require.resolve('markdown-it/package.json'));
  await page.setContent('<!doctype html><html lang="en"><body style="margin:0;padding:12px"></body></html>');
  await page.addStyleTag({ path: path.join(renderer, 'dist/adaptivecards.css') });
  await page.addStyleTag({ content: buttonStyles });
  await page.addScriptTag({ path: path.join(renderer, 'dist/adaptivecards.min.js') });
  await page.addScriptTag({ path: path.join(markdown, 'dist/browser/markdown-it.umd.min.js') });
  return page;
}

// Runs in the page.
function draw({ card, hostConfig, background, theme, width, open }) {
  const { AdaptiveCards, markdownit } = globalThis;
  const reader = markdownit({ linkify: true, breaks: true });
  AdaptiveCards.AdaptiveCard.onProcessMarkdown = (text, result) => {
    result.outputHtml = reader.render(text);
    result.didProcess = true;
  };
  const faults = [];
  const made = new AdaptiveCards.AdaptiveCard();
  made.version = AdaptiveCards.Versions.v1_5;
  made.hostConfig = new AdaptiveCards.HostConfig(hostConfig);
  const context = new AdaptiveCards.SerializationContext(AdaptiveCards.Versions.v1_5);
  made.parse(card, context);
  // The renderer's pattern of languages keeps its place from one to the next (flag g), so it refuses every other one.
  const refused = /^Invalid value "(en|de|fr|it)" for property "lang"\.$/;
  const events = Array.from({ length: context.eventCount }, (_, index) => context.getEventAt(index).message);
  faults.push(...events.filter((message) => !refused.test(message)).map((message) => `parse: ${message}`));
  for (const event of made.validateProperties().validationEvents) faults.push(`invalid: ${event.message}`);
  const rendered = made.render();
  document.body.style.background = background;
  document.body.className = theme;
  rendered.style.width = `${width}px`;
  rendered.style.boxSizing = 'border-box';
  rendered.style.borderRadius = '6px';
  document.body.replaceChildren(rendered);
  if (open) {
    const showAll = (element) => {
      element.isVisible = !element.id?.endsWith('-shut');
      for (let index = 0; index < (element.getItemCount?.() ?? 0); index += 1) showAll(element.getItemAt(index));
    };
    showAll(made);
  }
  for (const element of rendered.querySelectorAll('a, strong, em, ul, ol, img, code, h1, h2, h3, s, blockquote')) {
    if (element.localName === 'img' && element.src.startsWith('data:image/png;base64,') && element.alt) continue;
    faults.push(`text became <${element.localName}>: ${element.textContent}`);
  }
  const right = rendered.getBoundingClientRect().right;
  for (const element of rendered.querySelectorAll('*')) {
    const box = element.getBoundingClientRect();
    if (box.width && box.right > right + 1) faults.push(`overflows by ${Math.round(box.right - right)} px: ${element.textContent.slice(0, 60)}`);
  }
  return faults;
}

export async function renderAll(folder, wanted = '') {
  await mkdir(folder, { recursive: true });
  const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: flags });
  const faults = [];
  try {
    const page = await preparedPage(browser);
    for (const { name, card } of await goldenCards(wanted)) {
      for (const view of views) {
        const { page: background, hostConfig } = themes[view.theme];
        const found = await page.evaluate(draw, { card, hostConfig, background, ...view });
        faults.push(...found.map((fault) => `${name} (${view.name}): ${fault}`));
        await page.setViewportSize({ width: view.width + 24, height: 400 });
        await page.screenshot({ path: path.join(folder, `${name}.${view.name}.png`), fullPage: true });
      }
    }
  } finally {
    await browser.close();
  }
  return faults;
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const faults = await renderAll(process.argv[2] ?? path.join(root, '.roomcheck/cards'), process.argv[3]);
  for (const fault of faults) console.error(fault);
  process.exitCode = faults.length ? 1 : 0;
}
