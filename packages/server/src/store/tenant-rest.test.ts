import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { TenantRest } from './tenant-rest.ts';

interface Fixture {
  readonly rest: TenantRest;
  readonly clock: { nowMs: number };
  readonly log: string[];
  /** Lets the next waking fail. */
  readonly fails: { next: boolean };
}

function fixture(): Fixture {
  const clock = { nowMs: 0 };
  const log: string[] = [];
  const fails = { next: false };
  const rest = new TenantRest({
    clock: () => clock.nowMs,
    async sleep() {
      log.push('closing');
      await sleep(2);
      log.push('closed');
    },
    async wake() {
      await sleep(1);
      if (fails.next) {
        fails.next = false;
        throw new Error('no such disk');
      }
      log.push('opened');
    },
  });
  return { rest, clock, log, fails };
}

describe('a tenant', () => {
  test('rests when nobody has used it for so long, and is opened once for all who come then', async () => {
    const { rest, clock, log } = fixture();
    expect(rest.enter()).toBeUndefined();
    clock.nowMs = 100;
    await rest.restAfter(50);
    rest.leave();
    clock.nowMs = 149;
    await rest.restAfter(50);
    expect([rest.isResting, rest.quietMs, log]).toEqual([false, 49, []]);
    clock.nowMs = 150;
    const asleep = rest.restAfter(50);
    const uses = [rest.enter(), rest.enter()];
    expect([rest.isResting, rest.quietMs]).toEqual([true, 0]);
    await Promise.all(uses);
    await asleep;
    expect([rest.isResting, log]).toEqual([false, ['closing', 'closed', 'opened']]);
    rest.leave();
    clock.nowMs = 1000;
    await rest.restAfter(50);
    expect(rest.isResting).toBe(false);
    rest.leave();
  });

  test('that cannot be opened is tried again by whoever comes next', async () => {
    const { rest, log, fails } = fixture();
    await rest.restAfter(0);
    fails.next = true;
    await expect(rest.enter()).rejects.toThrow('no such disk');
    rest.leave();
    expect(rest.isResting).toBe(true);
    await rest.enter();
    rest.leave();
    expect([rest.isResting, log]).toEqual([false, ['closing', 'closed', 'opened']]);
  });

  test('is not kept awake by what is done in the background', async () => {
    const { rest, clock } = fixture();
    clock.nowMs = 40;
    await rest.inBackground(async () => {
      void rest.enter();
      rest.leave();
    });
    expect(rest.quietMs).toBe(40);
  });
});
