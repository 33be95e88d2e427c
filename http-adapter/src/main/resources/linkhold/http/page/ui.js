// Exports what all parts of the page render with: Preact, its hooks, and templates instead of JSX.

import htm from 'htm';
import { Component, h, render } from 'preact';
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

/** Renders `component` again only when one of its props has changed. */
export const memo = (component) =>
  class extends Component {
    shouldComponentUpdate(next) {
      return Object.keys(next).some((name) => next[name] !== this.props[name]);
    }

    render(props) {
      return h(component, props);
    }
  };

/** `count` and the noun, in singular or plural. */
export const counted = (count, one, many = `${one}s`) =>
  `${count.toLocaleString()} ${count === 1 ? one : many}`;
