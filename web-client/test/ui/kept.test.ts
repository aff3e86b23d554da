import { describe, expect, it } from 'vitest';

import { tellWhenNotKept } from '../../src/ui/browser/kept.ts';
import type { Notice } from '../../src/viewmodel/shell/toasts.ts';

const forbidden = () => {
  throw new DOMException('storage is forbidden', 'SecurityError');
};

describe('a browser that cannot keep the client for the time without network', () => {
  const stored = new Map<string, string>();
  const memory = () => ({
    getItem: (key: string) => stored.get(key) ?? null,
    setItem: (key: string, value: string) => void stored.set(key, value),
    removeItem: (key: string) => void stored.delete(key),
  });

  async function loads(
    kept: boolean,
    storage: Parameters<typeof tellWhenNotKept>[2] = memory,
  ): Promise<string[]> {
    const told: string[] = [];
    const show = (notice: Notice) => {
      told.push(notice.what);
      return { key: 1, notice, lastsMs: 0, undo: null, settle: null };
    };
    await tellWhenNotKept({ show }, Promise.resolve(kept), storage);
    return told;
  }

  it('says so once, and again when it had worked in between', async () => {
    expect(await loads(true)).toEqual([]);
    expect(await loads(false)).toEqual(['not-kept']);
    expect(await loads(false)).toEqual([]);
    expect(await loads(true)).toEqual([]);
    expect(await loads(false)).toEqual(['not-kept']);
  });

  it('says so where nothing can be remembered', async () => {
    expect(await loads(false, forbidden)).toEqual(['not-kept']);
    expect(await loads(true, forbidden)).toEqual([]);
  });
});
