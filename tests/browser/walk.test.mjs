// The walk: what an admin does with Roomcheck, in Microsoft's own client simulator. Writes the README's screenshots.
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { Person, openBrowser, startDemo } from './playground.mjs';

const PORT = 3979;
const PICTURES = 'docs/images';
const BLOCKED = 'room-lugano-ceresio@contoso.com';
const POLICY = /Block sign-ins from outside Switzerland/;
let demo, browser, home, person;

before(async () => {
  home = await mkdtemp(join(tmpdir(), 'roomcheck-walk-'));
  demo = await startDemo({ port: PORT, playgroundPort: 56151, home });
  browser = await openBrowser();
  const page = await browser.newPage({ viewport: { width: 1440, height: 1500 }, timezoneId: 'Europe/Zurich' });
  person = new Person(page);
  await person.open(demo.playground);
});

after(async () => {
  await browser?.close();
  await rm(home, { recursive: true, force: true });
});

test('the bot welcomes whoever installs it', async () => {
  await person.sees('Roomcheck is here');
});

test('a check is answered on one card that names the cause', async () => {
  await person.say(`check ${BLOCKED}`);
  await person.sees(/Checking/);
  await person.sees(POLICY);
  await person.picture(`${PICTURES}/report.png`, POLICY);
});

test('"evidence" shows what stands behind the headline', async () => {
  await person.press('Evidence');
  await person.sees(/AADSTS53003/);
  await person.picture(`${PICTURES}/evidence.png`, /AADSTS53003/);
});

test('"explain" explains the check', async () => {
  await person.say(`check ${BLOCKED}`);
  await person.sees('Explain');
  await person.press('Explain');
  await person.sees('Why it matters');
});

test('"check again" judges the room again on the same card', async () => {
  await person.say(`report ${BLOCKED}`);
  await person.sees('Check again');
  await person.press('Check again');
  await person.sees(POLICY);
});

test('a part of a name that fits two rooms is asked about', async () => {
  await person.say('check zurich');
  await person.sees('Which room?');
  await person.picture(`${PICTURES}/pick-room.png`, 'Which room?');
  await person.press('Check');
  await person.sees(/Zurich Limmat failed, and works again/);
});

test('a diagnostic zip is judged from the device\'s own logs', async () => {
  await person.upload('room-zug-rigi.zip', `${demo.zips}/room-zug-rigi.zip`, 'the logs of Zug Rigi');
  await person.sees(/Zug Rigi has no licence/, 30_000);
  await person.picture(`${PICTURES}/zip.png`, /Zug Rigi has no licence/);
});

test('in a channel the bot answers its mention', async () => {
  await person.enter('Contoso workplace - Rooms');
  await person.mention('check room-geneva-leman@contoso.com');
  await person.sees(/Geneva Léman is disabled/);
  await person.picture(`${PICTURES}/channel.png`, /Geneva Léman is disabled/);
});

test('Ctrl-C stops the bot and the simulator, and leaves nothing behind', async () => {
  assert.equal(await demo.stop(), 0);
  for (const port of [PORT, new URL(demo.playground).port]) assert.equal(await listens(Number(port)), false);
});

function listens(port) {
  return new Promise((answer) => {
    const socket = connect(port, '127.0.0.1', () => { socket.destroy(); answer(true); });
    socket.on('error', () => answer(false));
  });
}
