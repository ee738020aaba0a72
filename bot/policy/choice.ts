import { bare, normalise } from '../recognizer/normalise.ts';

const ORDINALS: readonly (readonly string[])[] = [
  ['1', '1番', '1番目', '1つ目', '一', '一番', '一番目', '一つ目', 'ひとつめ', 'ひとつ目', '最初', '最初の', '最初のやつ', '1です', '1番です', '1番で', '1で', 'one', 'first', 'the first', 'first one', 'the first one', 'number one', 'number 1', 'no 1', 'option 1', 'option one', '1st', 'a', 'the first option', '1 please', 'いちばん', 'いち'],
  ['2', '2番', '2番目', '2つ目', '二', '二番', '二番目', '二つ目', 'ふたつめ', 'ふたつ目', '真ん中', '2です', '2番です', '2番で', '2で', 'two', 'second', 'the second', 'second one', 'the second one', 'number two', 'number 2', 'no 2', 'option 2', 'option two', '2nd', 'b', 'the second option', '2 please', 'にばん', 'に'],
  ['3', '3番', '3番目', '3つ目', '三', '三番', '三番目', '三つ目', 'みっつめ', 'みっつ目', '3です', '3番です', '3番で', '3で', 'three', 'third', 'the third', 'third one', 'the third one', 'number three', 'number 3', 'no 3', 'option 3', 'option three', '3rd', 'c', 'the third option', '3 please', 'さんばん', 'さん'],
  ['4', '4番', '4番目', '4つ目', '四', '四番', '四つ目', '4です', '4番です', 'four', 'fourth', 'the fourth one', 'number 4', 'option 4', '4th', 'd'],
];
const NONE = new Set(['どれでもない', 'どれでもないです', 'どれでもありません', 'どれも違う', 'どれも違います', '違う', '違います', 'いいえ', 'ちがう', 'ちがいます', 'なし', 'その他', '0', 'none', 'none of these', 'none of them', 'no', 'nope', 'neither', 'something else', 'other', 'not these', 'no none']);
const YES = new Set(['はい', 'そうです', 'そう', 'うん', 'ええ', 'お願いします', 'yes', 'yeah', 'yep', 'yes please', 'correct', 'right', 'ok', 'sure', 'y']);
const LAST = new Set(['最後', '最後の', '最後のやつ', '一番下', 'last', 'the last', 'the last one', 'last one']);

/** What a reply to numbered options means: an index, `none` of them, or undefined when it is something else. Full-width digits count. */
export const choiceOf = (text: string, labels: readonly string[]): number | 'none' | undefined => {
  const said = bare(normalise(text)).replace(/^(?:じゃあ|では|えっと|えーと|well|um|ok) /, '');
  if (said === '') return undefined;
  const label = labels.findIndex((option) => bare(normalise(option)) === said);
  if (label !== -1) return label;
  if (NONE.has(said)) return 'none';
  const ordinal = ORDINALS.findIndex((words) => words.includes(said));
  if (ordinal !== -1) return ordinal < labels.length ? ordinal : ordinal === labels.length ? 'none' : undefined;
  if (LAST.has(said)) return labels.length - 1;
  if (labels.length === 1 && YES.has(said)) return 0;
  const inside = labels.flatMap((option, at) => (said.length >= 2 && bare(normalise(option)).includes(said) ? [at] : []));
  return inside.length === 1 ? inside[0] : undefined;
};
