// Runs in the page before its own scripts: the few words that the checks use there, and a report of what its policy refuses.

globalThis.inPage = {
  /** An element as a person would look for it: `main > p.lead > a "Contacts"`. */
  describe(element) {
    const steps = [];
    for (let at = element; at && at.localName !== 'html' && steps.length < 3; at = at.parentElement) {
      const classes = [...at.classList].slice(0, 2).map((name) => `.${name}`);
      steps.unshift(at.localName + (at.id ? `#${at.id}` : classes.join('')));
      if (at.id) break;
    }
    const text = (element.innerText ?? element.textContent ?? '').trim().replace(/\s+/g, ' ');
    const named = text || element.getAttribute('aria-label') || element.getAttribute('src') || '';
    return steps.join(' > ') + (named ? ` "${named.slice(0, 50)}"` : '');
  },

  /** Is it drawn at all? What is hidden from sight on purpose (1 px, clipped away) does not count. */
  isShown(element) {
    if (!element.checkVisibility({ visibilityProperty: true, opacityProperty: true })) return false;
    for (let at = element; at; at = at.parentElement) {
      if (inPage.isHiddenFromSight(at)) return false;
    }
    return true;
  },

  isHiddenFromSight(element) {
    const style = getComputedStyle(element);
    if (/inset\(50%/.test(style.clipPath) || (style.clip !== 'auto' && style.position === 'absolute')) return true;
    const clips = style.overflowX !== 'visible' && style.overflowY !== 'visible';
    const { width, height } = element.getBoundingClientRect();
    return clips && (width <= 2 || height <= 2);
  },

  /** Every place that the Tab key should stop at, in the order of the page. */
  tabStops() {
    const able = 'a[href], area[href], button, input, select, textarea, summary, iframe, [tabindex], [contenteditable=true]';
    return [...document.querySelectorAll(able)].filter((element) => {
      if (element.tabIndex < 0 || element.disabled || element.type === 'hidden') return false;
      return element.checkVisibility({ visibilityProperty: true }) && !element.closest('[inert]');
    });
  },

  /** What `read` finds while every question stands open that a script folds away until its option is chosen. */
  unfolded(read) {
    const folded = [...document.querySelectorAll('[data-opened-by][hidden]')];
    folded.forEach((questions) => { questions.hidden = false; });
    const found = read();
    folded.forEach((questions) => { questions.hidden = true; });
    return found;
  },

  textNodes(root) {
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    const found = [];
    while (walker.nextNode()) {
      const { parentElement, data } = walker.currentNode;
      if (data.trim() && !['SCRIPT', 'STYLE', 'NOSCRIPT', 'TEMPLATE'].includes(parentElement.tagName)) found.push(walker.currentNode);
    }
    return found;
  },
};

document.addEventListener('securitypolicyviolation', async (event) => {
  const { effectiveDirective: directive, blockedURI: blocked, lineNumber: line, target } = event;
  if (document.readyState === 'loading') {
    await new Promise((parsed) => document.addEventListener('DOMContentLoaded', parsed));
  }
  globalThis.__refused({ directive, blocked, line, element: target instanceof Element ? inPage.describe(target) : '' });
});
