import type { Random } from './random.ts';

const FAMILY_JA =
  '高橋:たかはし 小林:こばやし 木村:きむら 山口:やまぐち 藤田:ふじた 石田:いしだ 中島:なかじま 伊藤:いとう 渡部:わたべ 佐々木:ささき 清水:しみず 長谷川:はせがわ 岡本:おかもと 松本:まつもと 林:はやし 田中:たなか 井上:いのうえ 加藤:かとう 吉田:よしだ 山田:やまだ 斎藤:さいとう 遠藤:えんどう 青木:あおき 坂本:さかもと 原田:はらだ 千葉:ちば 野村:のむら 菊地:きくち 久保:くぼ 増田:ますだ 小川:おがわ 上田:うえだ 森田:もりた 横山:よこやま 宮崎:みやざき 内田:うちだ 酒井:さかい 河野:こうの 平野:ひらの 大塚:おおつか 安藤:あんどう 丸山:まるやま 今井:いまい 武田:たけだ 新井:あらい 和田:わだ 石原:いしはら 西村:にしむら 福田:ふくだ 太田:おおた 三浦:みうら 藤原:ふじわら 岡田:おかだ 後藤:ごとう 村上:むらかみ 近藤:こんどう 金子:かねこ 杉山:すぎやま 桜井:さくらい 小野:おの';
const GIVEN_JA =
  '美咲:みさき 翔太:しょうた 拓也:たくや 大輔:だいすけ 結衣:ゆい 陽菜:ひな 恵子:けいこ さくら:さくら 理恵:りえ 悠:ゆう 隼人:はやと 誠:まこと 蓮:れん 和也:かずや 真由美:まゆみ 花:はな 健太:けんた 直美:なおみ 涼:りょう 千尋:ちひろ 太一:たいち 由紀:ゆき 誠司:せいじ 杏:あん 美穂:みほ 祐介:ゆうすけ 彩:あや 学:まなぶ 里奈:りな 勇気:ゆうき 詩織:しおり 亮:りょう 菜々:なな 剛:つよし 瞳:ひとみ 光:ひかる 望:のぞみ 海:かい 桃子:ももこ 仁:じん 澪:みお 樹:いつき 茜:あかね 陸:りく 葵:あおい 紗季:さき 賢:けん 香織:かおり 智子:ともこ 裕子:ゆうこ 洋平:ようへい 麻衣:まい 達也:たつや 優子:ゆうこ 圭:けい 沙織:さおり 直人:なおと 愛:あい 大和:やまと 凛:りん';
const FAMILY_EN =
  'Collins Carter Martin Fischer Brown Meyer Rossi Clark Dubois Novak Kim Lind Weber Murphy Thompson Walker Evans Hughes Patel Silva Jensen Kowalski Moreau Costa Bauer Singh Turner Wright Okafor Lopez';
const GIVEN_EN =
  'Emma Liam Sophie Noah Olivia Lucas Mia Ethan Chloe Daniel Grace Oscar Hannah Jack Ava Ben Clara Hugo Nina Owen Priya Leo Elena Felix Maya Tom Ines Adam Julia Sam';

/** Different pairs of a family and a given name, each part as even as the other. */
const pairs = <A, B>(random: Random, family: readonly A[], given: readonly B[], count: number): [A, B][] => {
  const taken = new Set<string>();
  const found: [A, B][] = [];
  while (found.length < count) {
    const [f, g] = [random.int(0, family.length - 1), random.int(0, given.length - 1)];
    if (taken.has(`${f}-${g}`)) continue;
    taken.add(`${f}-${g}`);
    found.push([family[f] as A, given[g] as B]);
  }
  return found;
};
const cut = (text: string): [string, string][] =>
  text.split(' ').map((word) => {
    const [name = '', kana = ''] = word.split(':');
    return [name, kana];
  });

/** Japanese names with their reading; no two are the same. */
export const namesJa = (random: Random, count: number): { name: string; kana: string }[] =>
  pairs(random, cut(FAMILY_JA), cut(GIVEN_JA), count).map(([[family, familyKana], [given, givenKana]]) => ({
    name: `${family} ${given}`,
    kana: `${familyKana} ${givenKana}`,
  }));

/** Names of customers who write in English; no two are the same, so their addresses differ. */
export const namesEn = (random: Random, count: number): string[] =>
  pairs(random, FAMILY_EN.split(' '), GIVEN_EN.split(' '), count).map(
    ([family, given]) => `${given} ${family}`,
  );
