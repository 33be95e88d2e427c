// What every part of the page renders with: Preact, its hooks, and templates instead of JSX.

import htm from 'htm';
import { h, render } from 'preact';
import {
  useEffect,
  useId,
  useLayoutEffect,
  useReducer,
  useRef,
  useState,
} from 'preact/hooks';

export const html = htm.bind(h);

export {
  render,
  useEffect,
  useId,
  useLayoutEffect,
  useReducer,
  useRef,
  useState,
};

/** `count` and the noun that fits it. */
export const counted = (count, one, many = `${one}s`) =>
  `${count.toLocaleString()} ${count === 1 ? one : many}`;
