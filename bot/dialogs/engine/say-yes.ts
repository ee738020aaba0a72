import { bare, normalise } from '../../recognizer/normalise.ts';

const YES =
  /^(?:(?:はい|ハイ|ええ|うん|おう|ok|okay|yes|yeah|yep|yup|sure|please)[ 、]*)?(?:はい|ええ|うん|そう(?:です|だ|ね|してください)?|その通り(?:です)?|合って(?:います|ます|る)|間違いない(?:です)?|間違いありません|正しい(?:です)?|大丈夫(?:です)?|問題(?:ない|ありません)(?:です)?|(?:それで|これで|お)?お?願いします|(?:それ|これ|そちら)?で?(?:いい|良い|よい|結構|構いません|よろしい)(?:です)?(?:よ)?|続けて(?:ください)?|続けます|進めて(?:ください)?|了解(?:です)?|承知しました|オッケー|おっけー|オーケー|もちろん|ok|okay|yes|yeah|yep|yup|y|sure|correct|right|exactly|confirm|confirmed|go on|go ahead|do it|please|please do|that's right|that is right|that's correct|that's fine|looks good|sounds good|all good|fine|perfect|absolutely|of course|continue|let's go on|yes please)(?: (?:please|thanks|thank you|お願いします|go ahead|it is|do|that's right|correct))?$/;
const NO =
  /^(?:いいえ|いえ|いや|ううん|違う|違います|ちがう|ちがいます|違いました|間違って(?:います|ます|る)|間違い(?:です)?|だめ|ダメ|no|nope|nah|n|not really|wrong|incorrect|not correct|that's wrong|that is wrong|no thanks|no thank you)(?=$| )/;
/** Words that give a dialog up wherever it stands. */
const STOP =
  /^(?:(?:やっぱり?|やはり|もう|すみません|ごめんなさい|あ|あの|いや|いいえ|ええと|じゃあ?|actually|sorry|ok|no|oh|well|please|hmm|um|ah)[ 、]*)*(?:(?:手続き|申し込み|予約|これ|それ|この話)?[はをも ]*(?:や|辞|止)め(?:ます|る|たい(?:です)?|とく|とき(?:ます)?|ておく|ておき(?:ます)?|ましょう|て(?:ください)?|にします|た)?|中止(?:します|して(?:ください)?|で)?|中断(?:します|して(?:ください)?)?|(?:もう|やっぱり?)?いいです(?:や)?|もういい(?:です|や)?|やっぱ(?:り)?いい(?:です|や)?|(?:また)?(?:今度|あとで|後で|後日|次回)(?:に|で)?(?:します|する|いいです)?|必要(?:なくなり|なくなっ)(?:ました|た)|不要です|いらない(?:です)?|いりません|なかったことに(?:して(?:ください)?|します)?|忘れて(?:ください)?|never ?mind|forget (?:it|about it|that)|stop(?: (?:it|this|that|here))?|quit|exit|abort|leave it|drop it|scrap (?:it|that|this)|don't bother|not (?:now|anymore|any more)|maybe later|later|another time|(?:i )?changed my mind|i(?: have|'ve)? changed my mind|i don't want (?:to(?: do (?:this|that))?|this|that|it)(?: anymore| any more)?|let's (?:not|stop|leave it)(?: here)?|no longer (?:needed|necessary)|don't do (?:it|that)|i give up)(?: (?:thanks|thank you|please|ありがとう(?:ございます)?|です|ね|then|it|すみません|anymore|any more|for now|now))*$/;
/** These too, unless cancelling is what the dialog is about. */
const CANCEL =
  /^(?:(?:やっぱり?|もう|please|actually|ok|no)[ 、]*)*(?:キャンセル(?:します|で(?:お願いします)?|して(?:ください)?|したい(?:です)?)?|取り消し(?:ます|て(?:ください)?)?|取消|cancel(?: (?:it|this|that))?)(?: please)?$/;

const said = (text: string): string => bare(normalise(text.slice(0, 120)));

export const isYes = (text: string): boolean => YES.test(said(text));
export const isNo = (text: string): boolean => NO.test(said(text));
/** The customer gives the dialog up. `aboutCancelling`: "cancel" then is what is wanted, not a way out. */
export const givesUp = (text: string, aboutCancelling: boolean): boolean =>
  STOP.test(said(text)) || (!aboutCancelling && CANCEL.test(said(text)));
