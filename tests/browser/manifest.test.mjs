// The app package, as manifest/build.py writes it, held to Microsoft's own schemas; and what they find in broken ones.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, describe, test } from 'node:test';

// The validator with its options is as in @microsoft/app-manifest, whose own entry cannot be loaded: it needs a package
// that it does not declare.
const ENTRY = createRequire(import.meta.url).resolve('@microsoft/app-manifest');
const Ajv = createRequire(ENTRY)('ajv-draft-04');
const addFormats = createRequire(ENTRY)('ajv-formats');
const PYTHON = '.venv/bin/python';
const APP = '1b2c3d4e-0000-4000-8000-123456789abc';
const CLOUDS = ['global', 'gcc', 'gcchigh', 'dod', 'china'];
const CHOICES = [...CLOUDS.map((cloud) => ['--cloud', cloud]), ['--channel-files'], ['--managed-identity'],
  ['--channel-files', '--cloud', 'gcc', '--developer', 'D'.repeat(32), '--website', 'https://contoso.com/it']];
let folder;

before(() => { folder = mkdtempSync(join(tmpdir(), 'roomcheck-manifest-')); });
after(() => rmSync(folder, { recursive: true, force: true }));

/** Builds a package and unpacks it: { manifest, german }. */
function built(...choices) {
  const zip = join(folder, 'roomcheck.zip');
  execFileSync(PYTHON, ['manifest/build.py', '--app-id', APP, '--host', 'roomcheck.contoso.com', '--out', zip, ...choices]);
  execFileSync(PYTHON, ['-m', 'zipfile', '-e', zip, folder]);
  const read = (name) => JSON.parse(readFileSync(join(folder, name), 'utf8'));
  return { manifest: read('manifest.json'), german: read('de.json') };
}

/** What is wrong, by the schema that the file itself names: each with its place and what was wanted there. */
function findings(checked) {
  const schema = new URL(checked.$schema).pathname.slice(1);
  // Not all of the translations' patterns are such as a regular expression of Unicode may be.
  const ajv = new Ajv({ allErrors: true, strictTypes: false, unicodeRegExp: false });
  addFormats(ajv, ['uri', 'email', 'regex']);
  const validate = ajv.compile(JSON.parse(readFileSync(join(dirname(ENTRY), schema), 'utf8')));
  validate(checked);
  return (validate.errors ?? []).map((found) =>
    `${found.instancePath} ${found.message} ${JSON.stringify(found.params)}`);
}

describe('what is built', () => {
  for (const choices of CHOICES) {
    test(`has no finding: ${choices.join(' ')}`, () => {
      const { manifest, german } = built(...choices);
      assert.deepEqual(findings(manifest), []);
      assert.deepEqual(findings(german), []);
    });
  }
});

test('no older schema has all of it, so none would be taken by more tenants', () => {
  const { manifest } = built('--channel-files');
  const [, newest] = manifest.manifestVersion.split('.').map(Number);
  for (let older = 0; older < newest; older += 1) {
    const $schema = manifest.$schema.replace(`v1.${newest}`, `v1.${older}`);
    const found = findings({ ...manifest, $schema, manifestVersion: `1.${older}` });
    assert.ok(found.some((each) => each.includes('"additionalProperty":"authorization"')), `1.${older}: ${found}`);
  }
});

const long = (length) => 'x'.repeat(length);
const bot = (manifest) => manifest.bots[0];
const commands = (manifest) => bot(manifest).commandLists[0].commands;

// What is broken, where the validator must say so, and how it is broken.
const PLANTED = [
  ['an id that is none', '/id', (m) => { m.id = 'roomcheck'; }],
  ['a bot id that is none', '/bots/0/botId', (m) => { bot(m).botId = APP.slice(1); }],
  ['a place left unfilled', '/webApplicationInfo/id', (m) => { m.webApplicationInfo.id = '{{graph app id}}'; }],
  ['a version of another schema', '/manifestVersion', (m) => { m.manifestVersion = '1.11'; }],
  ['no version', "'version'", (m) => { delete m.version; }],
  ['a short name that is long', '/name/short', (m) => { m.name.short = long(31); }],
  ['a short description that is long', '/description/short', (m) => { m.description.short = long(81); }],
  ['no full description', "/description must have required property 'full'", (m) => { delete m.description.full; }],
  ['a developer with a long name', '/developer/name', (m) => { m.developer.name = long(33); }],
  ['a privacy page that is no page', '/developer/privacyUrl', (m) => { m.developer.privacyUrl = 'ftp://contoso.com'; }],
  ['no terms of use', "/developer must have required property 'termsOfUseUrl'",
    (m) => { delete m.developer.termsOfUseUrl; }],
  ['an accent colour by name', '/accentColor', (m) => { m.accentColor = 'teal'; }],
  ['no outline', "/icons must have required property 'outline'", (m) => { delete m.icons.outline; }],
  ['two bots', '/bots', (m) => { m.bots.push(structuredClone(bot(m))); }],
  ['a scope that is none', '/bots/0/scopes/1', (m) => { bot(m).scopes[1] = 'teams'; }],
  ['files by a word', '/bots/0/supportsFiles', (m) => { bot(m).supportsFiles = 'yes'; }],
  ['an eleventh command', '/bots/0/commandLists/0/commands', (m) => { commands(m).push({ ...commands(m)[0] }); }],
  ['a title that is long', '/bots/0/commandLists/0/commands/3/title', (m) => { commands(m)[3].title = long(33); }],
  ['a description that is long', '/bots/0/commandLists/0/commands/3/description',
    (m) => { commands(m)[3].description = long(129); }],
  ['a command without description', "/bots/0/commandLists/0/commands/0 must have required property 'description'",
    (m) => { delete commands(m)[0].description; }],
  ['a fourth list of commands', '/bots/0/commandLists',
    (m) => { bot(m).commandLists.push(...structuredClone(bot(m).commandLists)); }],
  ['a domain that is a number', '/validDomains/0', (m) => { m.validDomains[0] = 443; }],
  ['a right of a kind that is none', '/authorization/permissions/resourceSpecific/0/type',
    (m) => { m.authorization.permissions.resourceSpecific[0].type = 'application'; }],
  ['a right without a name', "/authorization/permissions/resourceSpecific/1 must have required property 'name'",
    (m) => { delete m.authorization.permissions.resourceSpecific[1].name; }],
  ['a right asked for twice', '/authorization/permissions/resourceSpecific',
    (m) => { m.authorization.permissions.resourceSpecific.fill({ name: 'a', type: 'Application' }); }],
  ['a language that is none', '/localizationInfo/additionalLanguages/0/languageTag',
    (m) => { m.localizationInfo.additionalLanguages[0].languageTag = 'de_DE'; }],
  ['a word that no schema knows', '"additionalProperty":"secret"', (m) => { m.secret = 'x'; }],
];

const PLANTED_IN_GERMAN = [
  ['a long short name', '/name.short', (g) => { g['name.short'] = long(31); }],
  ['a long short description', '/description.short', (g) => { g['description.short'] = long(81); }],
  ['a long description of a command', '/bots[0].commandLists[0].commands[0].description',
    (g) => { g['bots[0].commandLists[0].commands[0].description'] = long(129); }],
  ['a command of a list that cannot be', '"additionalProperty":"bots[0].commandLists[3].commands[0].description"',
    (g) => { g['bots[0].commandLists[3].commands[0].description'] = 'x'; }],
];

describe('what is planted is found, and where', () => {
  let sound;
  before(() => { sound = built('--channel-files'); });
  const each = [...PLANTED.map((row) => ['manifest', ...row]), ...PLANTED_IN_GERMAN.map((row) => ['german', ...row])];
  for (const [file, what, where, plant] of each) {
    test(`${file}: ${what}`, () => {
      const broken = structuredClone(sound[file]);
      plant(broken);
      const found = findings(broken);
      assert.equal(found.length, 1, `${found}`);
      assert.ok(found[0].startsWith(`${where} `) || found[0].includes(where), found[0]);
    });
  }
});
