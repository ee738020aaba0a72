import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import replies from './fixtures/replies.json' with { type: 'json' };
import { htmlToText } from './html-text.ts';
import { splitReply } from './quote.ts';
import { sanitiseMail } from './sanitise.ts';

describe('email: what is new in an answer', () => {
  it.each(replies)('$name', ({ reply, rest }) => {
    const { text, quoted } = splitReply(reply + rest);
    expect(text.trim()).toBe(reply.trim());
    expect(text + quoted).toBe(reply + rest);
  });

  it('and what is not are the whole, to the character, whatever stands in it', () => {
    const piece = fc.constantFrom(
      ...replies.flatMap(({ reply, rest }) => [reply, rest]),
      '\n',
      '> ',
      '-- \n',
      'On a wrote:\n',
      '差出人: a\n',
    );
    fc.assert(
      fc.property(
        fc.array(fc.oneof(piece, fc.string({ unit: 'grapheme', maxLength: 30 })), { maxLength: 20 }),
        (pieces) => {
          const full = pieces.join('');
          const { text, quoted } = splitReply(full);
          expect(text + quoted).toBe(full);
          if (full.trim() !== '') expect(text.trim()).not.toBe('');
        },
      ),
    );
  });

  it('is known in HTML by the marks of the programs', () => {
    for (const quote of [
      '<div class="gmail_quote">On a day Shop wrote:<blockquote>old</blockquote></div>',
      '<div id="divRplyFwdMsg"><b>From:</b> Shop</div><div>old</div>',
      '<blockquote type="cite">old</blockquote>',
      '<div class="moz-cite-prefix">a day</div><blockquote>old</blockquote>',
    ]) {
      const { text, quoted } = splitReply(htmlToText(`<html><body><p>new</p>${quote}</body></html>`));
      expect(text.trim()).toBe('new');
      expect(quoted).toContain('old');
    }
  });
});

describe('email: HTML as text', () => {
  it.each([
    ['<p>a</p><p>b</p>', 'a\n\nb'],
    ['<div>a</div><div>b</div><div><br></div><div>c</div>', 'a\nb\n\nc'],
    ['a<br>b<br/>c', 'a\nb\nc'],
    ['<style>p{}</style><script>x()</script><title>t</title>a<!-- b -->c', 'ac'],
    ['1 &lt; 2 &amp;&amp; 3 &gt; 2 &#x3042;&#12356;&nbsp;&copy;', '1 < 2 && 3 > 2 あい ©'],
    ['1 < 2 and 3 > 2', '1 < 2 and 3 > 2'],
    ['<table><tr><td>a</td><td>b</td></tr></table>', 'a b'],
    ['a<script>never ended', 'anever ended'],
    ['a<div unended', 'a<div unended'],
  ])('%s', (html, text) => expect(htmlToText(html)).toBe(text));
});

describe('email: HTML that is shown', () => {
  it.each([
    '<script>alert(1)</script>',
    '<img src=x onerror=alert(1)>',
    '<svg onload=alert(1)></svg>',
    '<a href="javascript:alert(1)">x</a>',
    '<a href=" java\nscript:alert(1)">x</a>',
    '<iframe src="https://evil.example"></iframe>',
    '<form action="https://evil.example"><input name=a></form>',
    '<base href="https://evil.example/">',
    '<meta http-equiv="refresh" content="0;url=https://evil.example">',
    '<link rel="stylesheet" href="https://evil.example/a.css">',
    '<style>@import "https://evil.example";</style>',
    '<div style="background:url(https://evil.example/a.png)">x</div>',
    '<div style="position:fixed;top:0;left:0">x</div>',
    '<div style="width:expression(alert(1))">x</div>',
    '<img src="data:image/svg+xml;base64,PHN2Zz4=">',
    '<math><mtext></p><style><img src=x onerror=alert(1)>',
    '<object data="https://evil.example"></object>',
    '<video src="https://evil.example/a.mp4" autoplay></video>',
  ])('nothing of it runs, fetches or covers: %s', (html) => {
    const clean = sanitiseMail(`<p>before</p>${html}<p>after</p>`);
    expect(clean).not.toMatch(
      /<script|on\w+\s*=|javascript:|<iframe|<form|<input|<base|<meta|<link|<style|url\(|fixed|expression|svg|<object|<video|@import/i,
    );
    expect(clean).toContain('before');
  });

  it('keeps what a mail looks like', () => {
    const html =
      '<table bgcolor="#eee"><tr><td style="color:#f00;padding:4px">x</td></tr></table><img src="cid:a" alt="b"><a href="https://a.example">y</a>';
    const clean = sanitiseMail(html);
    expect(clean).toContain('bgcolor="#eee"');
    expect(clean).toContain('color:#f00');
    expect(clean).toContain('src="cid:a"');
    expect(clean).toContain('rel="noopener noreferrer nofollow"');
  });

  it('is text when its tree is too deep to be cleaned in time', () => {
    expect(sanitiseMail(`${'<div>'.repeat(100_000)}word`)).toBe('<pre>word</pre>');
  });
});
