const { existsSync, readFileSync } = require('node:fs');

/** The JavaScript that the inbox's first page needs: its entry and what that imports statically. */
function firstLoad() {
  const file = 'dist/inbox/.vite/manifest.json';
  if (!existsSync(file)) throw new Error(`${file} is missing: run "npm run build" first`);
  const manifest = JSON.parse(readFileSync(file, 'utf8'));
  const seen = new Set();
  const follow = (key) => {
    if (seen.has(key)) return;
    seen.add(key);
    (manifest[key].imports ?? []).forEach(follow);
  };
  Object.keys(manifest)
    .filter((key) => manifest[key].isEntry)
    .forEach(follow);
  return [...seen].map((key) => `dist/inbox/${manifest[key].file}`).filter((path) => path.endsWith('.js'));
}

/** Budgets of the pages, gzip. The button is what a visitor loads who never opens the chat. */
module.exports = [
  { name: 'widget: the button', path: 'dist/widget/widget.js', limit: '3 KiB', gzip: true },
  {
    // What one visitor loads to chat: the button, the panel with its transport, one language. Survey, article and form come when they are needed.
    name: 'widget: opened, in Japanese',
    path: ['dist/widget/widget.js', 'dist/widget/panel-*.js', 'dist/widget/words.ja-*.js'],
    limit: '25 KiB',
    gzip: true,
  },
  { name: 'inbox: first load', path: firstLoad(), limit: '300 KiB', gzip: true },
];
