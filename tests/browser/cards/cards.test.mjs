// Every golden card in Microsoft's own renderer.

import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { renderAll } from './render.mjs';

test('every card draws as it should, light, dark, narrow and opened', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'roomcheck-cards-'));
  try {
    assert.deepEqual(await renderAll(folder), []);
    assert.ok((await readdir(folder)).length > 100);
  } finally {
    await rm(folder, { recursive: true });
  }
});
