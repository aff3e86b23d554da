import { beforeEach, describe, expect, it } from 'vitest';

import type { ClientFrameCase } from '../../src/messenger/connection/frames.ts';
import { Presence } from '../../src/messenger/presence/presence.ts';
import { DEFAULT_SETTINGS } from '../../src/messenger/settings/settings.ts';

describe('What is told of being there', () => {
  let said: boolean[];
  let isOnline: boolean;
  let sharePresence: boolean;
  let timers: Set<() => void>;
  let presence: Presence;

  beforeEach(() => {
    said = [];
    isOnline = true;
    sharePresence = true;
    timers = new Set();
    const settings = {
      get value() {
        return { ...DEFAULT_SETTINGS, sharePresence };
      },
    };
    const connection = {
      send: (frame: ClientFrameCase) => {
        if (isOnline && frame.case === 'presenceSetting') said.push(frame.value.visible);
        return isOnline;
      },
    };
    const after = (delayMs: number, run: () => void) => {
      expect(delayMs).toBe(2_000);
      timers.add(run);
      return () => void timers.delete(run);
    };
    presence = new Presence(settings, connection, { after }, () => undefined);
  });

  function pauseEnds(): void {
    const due = [...timers];
    timers.clear();
    for (const run of due) run();
  }

  it('is said once more for all who become friends in one pause, however many they are', () => {
    for (let friend = 0; friend < 100; friend++) presence.announce();
    expect(said).toEqual([true]);
    pauseEnds();
    expect(said).toEqual([true, true]);
    pauseEnds();
    presence.announce();
    expect(said).toEqual([true, true, true]);
    pauseEnds();
    pauseEnds();
    expect(said).toHaveLength(3);
  });

  it('is what holds when it is said', () => {
    presence.announce();
    sharePresence = false;
    presence.announce();
    sharePresence = true;
    presence.announce();
    sharePresence = false;
    pauseEnds();
    expect(said).toEqual([true, false]);
  });

  it('is said at once on each new connection, and not without one', () => {
    presence.announce();
    presence.announce();
    isOnline = false;
    presence.offline();
    pauseEnds();
    presence.announce();
    expect(said).toEqual([true]);
    isOnline = true;
    presence.announce();
    expect(said).toEqual([true, true]);
  });
});
