// Roomcheck's demo with Microsoft's Agents Playground beside it, and the few gestures a person makes in it.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { chromium } from 'playwright-core';

const QUIET_BROWSER = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
  '--disable-background-networking', '--disable-component-update', '--disable-sync'];
const TALL = 2600;

/** Starts `app.py demo` and resolves with the addresses it prints: { playground, bundles, stop }. */
export async function startDemo({ port, playgroundPort, home }) {
  const demo = spawn('.venv/bin/python', ['app.py', 'demo', '--playground-port', String(playgroundPort)], {
    env: {
      ...process.env, ROOMCHECK_PORT: String(port), ROOMCHECK_HOME: home, ROOMCHECK_SWEEP_SCHEDULE: everyHourButNotNow(),
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(demo, 'exit');
  const found = {};
  for await (const line of createInterface({ input: demo.stdout })) {
    process.stdout.write(`# ${line}\n`);
    const address = line.match(/^(Playground|Zips): +(http\S+)/);
    if (address) found[address[1].toLowerCase()] = address[2];
    if (found.playground && found.zips) break;
  }
  if (!found.playground) throw new Error('the demo ended before it was ready');
  demo.stdout.resume();
  return {
    ...found,
    async stop() {
      demo.kill('SIGINT');
      const [code] = await ended;
      return code;
    },
  };
}

/** A schedule by which no sweep comes between those that are asked for. */
function everyHourButNotNow() {
  return `${(new Date().getUTCMinutes() + 30) % 60} * * * *`;
}

export function openBrowser() {
  return chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: QUIET_BROWSER });
}

/** One person at the Playground's page. */
export class Person {
  constructor(page) { this.page = page; }

  async open(address) {
    await this.page.goto(address);
    await this.page.getByRole('textbox').last().waitFor();
  }

  async enter(conversation) {
    await this.page.getByRole('treeitem', { name: conversation }).click();
    await this.page.getByRole('textbox').last().waitFor();
  }

  async say(text) {
    await this.page.getByRole('textbox').last().click();
    await this.page.keyboard.insertText(text);
    await this.page.getByRole('button', { name: 'Send Message' }).click();
  }

  /** Starts a post in a channel by mentioning the bot, picking it from the list that "@" opens. */
  async mention(text) {
    await this.page.getByRole('textbox').first().click();
    await this.page.keyboard.type('@');
    await this.page.getByRole('menuitem', { name: /Roomcheck/ }).click();
    await this.page.keyboard.type(` ${text}`);
    await this.page.getByRole('button', { name: 'Post' }).click();
  }

  /** Presses the newest button of this title, or the newest one within. */
  async press(title, within = this.page) {
    await within.getByRole('button', { name: title, exact: true }).last().click();
  }

  async sees(text, timeout = 15_000) {
    await this.page.getByText(text).last().waitFor({ timeout });
  }

  /** The newest card that says all of this. */
  card(...texts) {
    const said = (cards, text) => cards.filter({ has: this.page.getByText(text) });
    return texts.reduce(said, this.page.locator('.ac-adaptiveCard')).last();
  }

  /** A screenshot of the newest card that says all of this. */
  async picture(path, ...texts) {
    const card = this.card(...texts);
    const window = this.page.viewportSize();
    await this.page.setViewportSize({ width: window.width, height: TALL });  // else its header lies over a long card
    await card.scrollIntoViewIfNeeded();
    await card.screenshot({ path });
    await this.page.setViewportSize(window);
  }

  /** Uploads through the Playground's "Custom activity", since it has no button to attach a file. */
  async upload(name, url, said) {
    const page = this.page;
    await page.getByRole('button', { name: 'Mock an Activity' }).click();
    await page.getByText('Custom activity', { exact: true }).click();
    const editor = page.getByRole('dialog', { name: 'Custom activity' }).getByRole('textbox');
    await editor.waitFor();
    const id = `upload-${name}`;
    const activity = {
      type: 'message', id, text: said, channelId: 'msteams', serviceUrl: new URL('/_connector', page.url()).href,
      from: { id: 'user-alex', name: 'Alex Wilber', aadObjectId: 'c0470500-0000-4000-8000-0000000000a1' },
      recipient: { id: 'roomcheck', name: 'Roomcheck' },
      conversation: { id: 'personal-chat', conversationType: 'personal', tenantId: TENANT },
      channelData: { tenant: { id: TENANT } },
      attachments: [{
        contentType: 'application/vnd.microsoft.teams.file.download.info', name,
        content: { downloadUrl: url, uniqueId: id, fileType: 'zip' },
      }],
    };
    await editor.focus();
    await page.keyboard.press('Control+A');
    // Pasted, since the editor completes the brackets of what is typed.
    await editor.evaluate((element, text) => {
      const clipboardData = new DataTransfer();
      clipboardData.setData('text/plain', text);
      element.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
    }, JSON.stringify(activity, null, 2));
    await page.getByRole('button', { name: 'Send activity' }).click();
  }
}

const TENANT = 'c0470500-0000-4000-8000-000000000000';
