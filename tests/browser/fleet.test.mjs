// The watch over the whole fleet, in Microsoft's own client simulator. Writes the pictures of the guide.
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { Person, openBrowser, startDemo } from './playground.mjs';

const PICTURES = 'docs/images';
const ROOM = 'room-geneva-leman@contoso.com';
const NAME = 'Geneva Léman';
const ALERT = [NAME, 'Building: Contoso Switzerland'];
const MENDED = 'Zug Rigi';
const LISTED = 19;
const SWEPT_WITHIN = 60_000;
const WAITS = 15_000;
let demo, browser, home, person;

before(async () => {
  home = await mkdtemp(join(tmpdir(), 'roomcheck-fleet-'));
  demo = await startDemo({ port: 3980, playgroundPort: 56152, home });
  browser = await openBrowser();
  const page = await browser.newPage({ viewport: { width: 1440, height: 1500 }, timezoneId: 'Europe/Zurich' });
  page.setDefaultTimeout(WAITS);
  person = new Person(page);
  await person.open(demo.playground);
});

after(async () => {
  await browser?.close();
  await rm(home, { recursive: true, force: true });
});

test('"watch all" says what this chat is told, and how often rooms are looked at', async () => {
  await person.say('watch all');
  await person.sees('I tell this chat when all rooms stop working, get worse or work again.');
  await person.sees(/Every room is looked at every hour/);
});

test('the dialog takes fields, and asks again for what it cannot take', async () => {
  const asked = () => person.card(/Of which rooms shall I tell this chat/);
  await person.say('watch');
  await asked().getByPlaceholder('room-42@contoso.com, Zurich Aare').fill('geneva leman');
  await asked().getByText('Severity, quiet hours and language').click();
  await asked().getByRole('combobox').first().click();
  await person.page.getByRole('option', { name: 'High and worse' }).click();
  await asked().getByPlaceholder('18:00-07:00').fill('18:00-07:00');
  await person.picture(`${PICTURES}/watch-rooms.png`, /Of which rooms shall I tell this chat/);
  await asked().getByPlaceholder('18:00-07:00').fill('at night');
  await person.press('Watch these rooms');
  await person.sees(/Write quiet hours as two times of day/);
  await asked().getByPlaceholder('18:00-07:00').fill('18:00-07:00');
  await person.press('Watch these rooms');
  await person.sees(/I tell this chat when Geneva Léman/);
  await person.sees(/Only severity high and worse/);
});

test('"watches" lists both, and its button ends one', async () => {
  await person.say('watches');
  await person.sees('2 subscriptions of this chat');
  const line = person.card('2 subscriptions of this chat').getByText(ROOM).locator('xpath=ancestor::*[.//button][1]');
  await person.press('Stop', line);
  await person.sees('1 subscription of this chat');
});

test('"sweep" looks at every room on one card: the causes counted, the worst rooms named', async () => {
  await sweep();
  assert.match(await person.card('Rooms by cause', 'The worst rooms').innerText(), new RegExp(`\\d+ of ${LISTED} rooms need attention`));
  assert.equal(await person.page.getByText('Rooms by cause').count(), 1);
});

test('the second sweep that finds the same tells what has stopped working', async () => {
  await person.press('Sweep again');
  await person.sees(/Stopped working: Account disabled/, SWEPT_WITHIN);
  await person.picture(`${PICTURES}/fleet.png`, 'Rooms by cause', /Stopped working: Account disabled/);
  await alert().waitFor();
  await person.picture(`${PICTURES}/alert.png`, ...ALERT);
});

test('an alert is taken, and its card says by whom', async () => {
  await person.press('I take it', alert());
  await person.sees(`You have taken ${NAME}. The card says so to everybody.`);
  await alert().getByText(/Taken by Alex Wilber/).waitFor();
  assert.equal(await alert().getByRole('button', { name: 'I take it' }).count(), 0);
});

test('an alert snoozes its room, and "unsnooze" and a button end that', async () => {
  const again = `Alerts about ${NAME} are sent to this chat again.`;
  await person.press('Snooze for 4 hours', alert());
  await person.sees(new RegExp(`No alert about ${NAME} is sent to this chat until .* To end it earlier`));
  await person.say(`unsnooze ${ROOM}`);
  await person.sees(again);
  await person.say(`snooze ${ROOM} 4h`);
  await person.sees('Snoozed');
  await person.press('End the snooze');
  await person.page.getByText(again).nth(1).waitFor();
});

test('an alert opens its evidence', async () => {
  await person.press('Evidence', alert());
  await person.sees(/AADSTS50057/);
});

test('a room on the sweep\'s card opens its report', async () => {
  await person.press(`Report: ${NAME}`, person.card('Rooms by cause', /Stopped working/));
  await person.card(NAME, 'What failed').waitFor();
});

test('"fleet" and "history" show how it was, with a chart each', async () => {
  await person.say('fleet');
  await person.sees(/available over the last/);
  assert.ok(await isDrawn(person.card('Least available rooms'), /How many rooms were broken at once/));
  await person.say(`history ${ROOM}`);
  await person.sees('Outages');
  assert.ok(await isDrawn(person.card(NAME, 'Outages'), /available over the last/));
});

test('a room that is mended is said to work again, on its alert and below it', async () => {
  const contoso = await browser.newPage();
  await contoso.goto(`${demo.zips}/mend`);
  await contoso.getByRole('button', { name: `Mend ${MENDED}` }).click();
  await contoso.getByText('Mended just now.').waitFor();
  await contoso.close();
  await sweep();
  await sweep();
  await person.sees('Working again: Licence missing');
  await person.card(MENDED, 'Working again', /It was: Licence missing/).waitFor();
  await person.sees(new RegExp(`^${MENDED} is working again since`));
});

test('Ctrl-C ends it', async () => {
  assert.equal(await demo.stop(), 0);
});

/** Asks for a sweep, and waits for its end: its card goes on where it was posted, and then offers another one. */
async function sweep() {
  const ends = person.page.getByRole('button', { name: 'Sweep again', exact: true });
  const before = await ends.count();
  await person.say('sweep');
  await ends.nth(before).waitFor({ timeout: SWEPT_WITHIN });
}

function alert() {
  return person.card(...ALERT);
}

/** Whether the card has a picture that is read out like this, and that the browser could draw. */
async function isDrawn(card, told) {
  const picture = card.getByRole('img', { name: told });
  await picture.waitFor();
  return picture.evaluate((image) => image.decode().then(() => image.naturalWidth > 0));
}
