import { describe, expect, test } from 'bun:test';
import { DevClock, WallClock } from '../../../chain/produce/clock.ts';

describe('wall clock', () => {
  test('is real time, but never behind the parent', () => {
    let now = 10_999;
    const clock = new WallClock(() => now);
    expect(clock.after(3n)).toBe(10n);
    expect(clock.after(10n)).toBe(11n);
    now = 5_000;
    expect(clock.after(11n)).toBe(12n);
  });
});

describe('dev clock', () => {
  test('begins where it is told to, and a reset goes back to that', () => {
    let now = 100_000;
    const clock = new DevClock(() => now, 7n);
    expect(clock.time()).toBe(7n);
    now += 3_000;
    expect(clock.after(7n)).toBe(10n);
    clock.increase(50n);
    expect(clock.time()).toBe(60n);
    clock.reset();
    expect(clock.time()).toBe(10n);
  });

  test('drifts with blocks made within a second', () => {
    const clock = new DevClock(() => 100_000);
    for (let parent = 100n; parent < 105n; parent++) {
      expect(clock.after(parent)).toBe(parent + 1n);
      clock.made(parent + 1n, parent);
    }
    expect(clock.increase(10n)).toBe(10n);
    expect(clock.after(105n)).toBe(115n);
  });

  test('a set time is used once, and what follows goes on from it', () => {
    let now = 100_000;
    const clock = new DevClock(() => now);
    clock.setNext(500n, 100n);
    expect(clock.after(100n)).toBe(500n);
    clock.made(500n, 100n);
    now += 5_000;
    expect(clock.after(500n)).toBe(505n);
    expect(() => clock.setNext(505n, 505n)).toThrow('lower than or equal to previous');
  });

  test('ends, before 64 bits do', () => {
    const clock = new DevClock(() => 100_000);
    const end = 2n ** 63n;
    for (const beyond of [
      () => clock.increase(end),
      () => clock.moveTo(end),
      () => clock.setNext(end, 100n),
      () => clock.setInterval(end),
      () => clock.pass(end, 100n, true),
    ]) {
      expect(beyond).toThrow('Timestamp error');
    }
    expect(clock.after(100n)).toBe(101n);
    clock.setInterval(end - 1n);
    expect(clock.after(100n)).toBe(101n);
  });
});
