// Remembers which kinds of element stood on a page before: what takes long is looked at where there is a new one.

import { readTags } from './tags.mjs';

/** `hasNew(page)`: whether it has an element whose name, classes and attributes together stood on no page before. */
export function rememberElements() {
  const seen = new Set();
  return {
    hasNew({ html }) {
      const before = seen.size;
      for (const { name, attributes } of readTags(html)) {
        const { class: classes = '', type = '', ...others } = attributes;
        seen.add([name, classes, type, ...Object.keys(others).sort()].join(' '));
      }
      return seen.size > before;
    },
  };
}
