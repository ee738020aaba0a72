import { chromium } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { findBrowser, launchBrowser } from '#test/kit/browser.ts';

const PAGE = 'data:text/html;charset=utf-8,<h1>窓口</h1>';

describe('the test browser', () => {
  it('opens a page', async () => {
    const browser = await launchBrowser();
    const page = await browser.newPage();
    await page.goto(PAGE);
    expect(await page.textContent('h1')).toBe('窓口');
    await browser.close();
  });

  it('comes out of a package on Linux where none is installed, and is asked for elsewhere', async () => {
    const finding = findBrowser({ PATH: '' });
    if (process.platform !== 'linux') {
      await expect(finding).rejects.toThrow(/CHROME_PATH/);
      return;
    }
    const { executablePath, args } = await finding;
    const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', ...args] });
    const page = await browser.newPage();
    await page.goto(PAGE);
    expect(await page.textContent('h1')).toBe('窓口');
    await browser.close();
  });

  it('is the one that CHROME_PATH names', async () => {
    const found = await findBrowser({ CHROME_PATH: '/a/browser', PATH: '/usr/bin' });
    expect(found.executablePath).toBe('/a/browser');
  });
});
