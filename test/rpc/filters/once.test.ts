import { expect, test } from 'bun:test';
import { once } from '../../../rpc/filters/once.ts';

test('what is asked for again in turn is made once; something else is made anew, and the former again after it', () => {
  const made: string[] = [];
  const join = once((a: string, b: string) => {
    made.push(a + b);
    return { text: a + b };
  });
  const first = join('a', 'b');
  expect(join('a', 'b')).toBe(first);
  expect(join('a', 'c').text).toBe('ac');
  expect(join('a', 'b')).toEqual(first);
  expect(made).toEqual(['ab', 'ac', 'ab']);
});

test('undefined is kept too', () => {
  let made = 0;
  const nothing = once((): undefined => void made++);
  nothing();
  nothing();
  expect(made).toBe(1);
});
