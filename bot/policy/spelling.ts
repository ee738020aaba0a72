/** Words the rules hang on, by which hasty typing is put right before they look. */
const KEYS = [
  'human',
  'person',
  'agent',
  'operator',
  'representative',
  'someone',
  'somebody',
  'customer',
  'service',
  'support',
  'speak',
  'transfer',
  'connect',
  'manager',
  'supervisor',
  'robot',
  'ridiculous',
  'unacceptable',
  'terrible',
  'horrible',
  'useless',
  'disgusting',
  'pathetic',
  'furious',
  'incompetent',
  'escalate',
  'colleague',
  'advisor',
  'disappointed',
  'angry',
];
/** Real words one slip away from a key. */
const REAL = new Set([
  'humane',
  'persona',
  'personal',
  'steak',
  'sneak',
  'spear',
  'manage',
  'manages',
  'managed',
  'services',
  'serviced',
  'customers',
  'supports',
  'persons',
  'humans',
  'agents',
  'connects',
  'speaks',
  'speaker',
  'managers',
  'operators',
  'terribly',
  'horribly',
  'agency',
  'reagent',
  'hungry',
  'robots',
  'transfers',
  'adviser',
  'reason',
  'prison',
  'angle',
  'angrily',
]);
const SHORTHAND: Record<string, string> = {
  pls: 'please',
  plz: 'please',
  plss: 'please',
  sum1: 'someone',
  some1: 'someone',
  sm1: 'someone',
  sumone: 'someone',
  any1: 'anyone',
  u: 'you',
  ur: 'your',
  r: 'are',
  wanna: 'want to',
  gonna: 'going to',
  gimme: 'give me',
  lemme: 'let me',
  cant: "can't",
  dont: "don't",
  wont: "won't",
  im: "i'm",
  ive: "i've",
  isnt: "isn't",
  doesnt: "doesn't",
  didnt: "didn't",
  hasnt: "hasn't",
  w: 'with',
  '2': 'to',
  hooman: 'human',
  humanoid: 'human',
  rn: 'right now',
  spk: 'speak',
  tlk: 'talk',
  cust: 'customer',
  svc: 'service',
  serv: 'service',
  ppl: 'people',
  irl: 'real',
  peeps: 'people',
  ya: 'you',
  yall: 'you all',
  "y'all": 'you all',
  coz: 'because',
  fkn: 'fucking',
  fking: 'fucking',
  asap: 'asap',
  whats: "what's",
  wheres: "where's",
  theres: "there's",
};

/** Damerau–Levenshtein distance of at most one: a slip, a swap, a letter missing or too many. */
export const oneSlip = (a: string, b: string): boolean => {
  if (a === b) return true;
  if (Math.abs(a.length - b.length) > 1) return false;
  let start = 0;
  while (start < a.length && a[start] === b[start]) start++;
  let endA = a.length;
  let endB = b.length;
  while (endA > start && endB > start && a[endA - 1] === b[endB - 1]) {
    endA--;
    endB--;
  }
  const restA = a.slice(start, endA);
  const restB = b.slice(start, endB);
  if (restA.length <= 1 && restB.length <= 1) return true;
  return restA.length === 2 && restB.length === 2 && restA[0] === restB[1] && restA[1] === restB[0];
};

/** Two slips in a long word: with some letter left out on both sides the rest is one slip away. */
const twoSlips = (word: string, key: string): boolean => {
  if (key.length < 9 || Math.abs(word.length - key.length) > 2) return false;
  for (let i = 0; i < key.length; i++) if (oneSlip(word, key.slice(0, i) + key.slice(i + 1))) return true;
  for (let i = 0; i < word.length; i++) if (oneSlip(word.slice(0, i) + word.slice(i + 1), key)) return true;
  return false;
};

const fixWord = (word: string): string => {
  const short = SHORTHAND[word];
  if (short !== undefined) return short;
  if (word.length < 4 || word.length > 18 || REAL.has(word)) return word;
  const key = KEYS.find(
    (candidate) => candidate[0] === word[0] && (oneSlip(word, candidate) || twoSlips(word, candidate)),
  );
  return key ?? word;
};

/** English chat spelling put right: shorthand written out, slips in the words that matter corrected, stretched letters shortened. */
export const plainSpelling = (normalised: string): string =>
  normalised
    .replace(/\bw\//g, 'with ')
    .replace(/([a-z])\1{2,}/g, '$1$1')
    .replace(/[a-z0-9']+/g, fixWord);
