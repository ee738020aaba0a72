import { describe, expect, it } from 'vitest';
import { BOT_VARIABLES, fillWords, strangeVariables } from './fill-words.ts';

describe('fillWords', () => {
  it('says what is known, else the own words, else the usual ones', () => {
    const text = '{{customer.name}}様、{{order.number | お手元の注文}}は{{order.expectedOn}}に届きます。';
    expect(fillWords(text, { 'customer.name': '花', 'order.number': 'A-1' }, 'ja', '')).toBe(
      '花様、A-1はお届け予定日に届きます。',
    );
    expect(fillWords(text, {}, 'ja', '')).toBe('お客様、お手元の注文はお届け予定日に届きます。');
  });

  it('never leaves braces, whatever a value or a text holds', () => {
    expect(fillWords('Hi {{customer.name}} {{x y}}', { 'customer.name': '{{shop.name}}' }, 'en', '…')).toBe(
      'Hi shop.name …',
    );
  });

  it('calls nobody by the name of the nameless', () => {
    expect(fillWords('Hello {{customer.name|friend}}', { 'customer.name': 'Visitor' }, 'en', '')).toBe(
      'Hello friend',
    );
  });
});

describe('strangeVariables', () => {
  it('names what the bot cannot know and what is half written', () => {
    expect(strangeVariables('{{customer.name|x}} {{agent.name}} {{nope}}', BOT_VARIABLES)).toEqual([
      'agent.name',
      'nope',
    ]);
    expect(strangeVariables('{{customer name}}', BOT_VARIABLES)).toEqual(['{{customer name}}']);
    expect(strangeVariables('{{customer.name}', BOT_VARIABLES)).toEqual(['{{ }}']);
    expect(strangeVariables('{{ shop.name }} and {{order.number | it}}', BOT_VARIABLES)).toEqual([]);
  });
});
