import { type CSSVariablesResolver, createTheme, type MantineColorsTuple } from '@mantine/core';

const ai: MantineColorsTuple = [
  '#eef5fa',
  '#dcebf4',
  '#b9d7e8',
  '#8cbdd8',
  '#5ca0c5',
  '#3786b3',
  '#2173a2',
  '#176691',
  '#125a82',
  '#0c4463',
];
const gray: MantineColorsTuple = [
  '#fafaf8',
  '#f4f4f1',
  '#ecece8',
  '#e2e2dd',
  '#cfcfc9',
  '#a3a39c',
  '#8a8a83',
  '#63635d',
  '#3f3f3b',
  '#1d1d1b',
];
const dark: MantineColorsTuple = [
  '#ededea',
  '#b4b4ae',
  '#979791',
  '#7b7b75',
  '#3c3c39',
  '#2a2a28',
  '#242423',
  '#1b1b1a',
  '#171716',
  '#141413',
];

const floating = { shadow: 'var(--float)', transitionProps: { duration: 140 } } as const;

/** Mantine dressed in tokens.css: sizes, defaults and the one accent. */
export const theme = createTheme({
  primaryColor: 'ai',
  primaryShade: { light: 8, dark: 8 },
  autoContrast: true,
  black: '#1d1d1b',
  colors: { ai, gray, dark },
  fontFamily: 'var(--font)',
  fontFamilyMonospace: 'var(--mono)',
  fontSizes: { xs: '11px', sm: '12px', md: '13px', lg: '14px', xl: '16px' },
  lineHeights: { xs: '16px', sm: '18px', md: '20px', lg: '22px', xl: '24px' },
  defaultRadius: 8,
  spacing: { xs: '4px', sm: '8px', md: '12px', lg: '16px', xl: '24px' },
  cursorType: 'pointer',
  respectReducedMotion: true,
  focusRing: 'auto',
  // By name, not by component: a component is loaded with the first scene that uses it.
  components: {
    Button: {
      defaultProps: { size: 'xs', variant: 'default' },
      vars: () => ({ root: { '--button-height': 'var(--ctl)', '--button-fz': '13px' } }),
    },
    ActionIcon: { defaultProps: { size: 28, variant: 'subtle', color: 'gray' } },
    TextInput: { defaultProps: { size: 'xs' } },
    Select: { defaultProps: { size: 'xs', comboboxProps: { shadow: 'var(--float)' } } },
    Checkbox: { defaultProps: { size: 'xs' } },
    Kbd: { defaultProps: { size: 'xs' } },
    Menu: {
      defaultProps: { ...floating, position: 'bottom-start', offset: 4, withInitialFocusPlaceholder: false },
    },
    Popover: { defaultProps: { ...floating, offset: 4 } },
    Modal: { defaultProps: { shadow: 'var(--float)', centered: true, transitionProps: { duration: 140 } } },
    Tooltip: { defaultProps: { openDelay: 400, fz: 11, px: 8, py: 4, withinPortal: true } },
  },
});

const pointed = {
  '--mantine-color-body': 'var(--surface)',
  '--mantine-color-text': 'var(--text)',
  '--mantine-color-dimmed': 'var(--text-3)',
  '--mantine-color-placeholder': 'var(--text-3)',
  '--mantine-color-default': 'var(--surface)',
  '--mantine-color-default-color': 'var(--text)',
  '--mantine-color-default-border': 'var(--hairline-strong)',
  '--mantine-color-default-hover': 'var(--hover)',
  '--mantine-color-anchor': 'var(--accent-text)',
  '--mantine-color-error': 'var(--late)',
  '--mantine-primary-color-filled': 'var(--accent)',
  '--mantine-primary-color-filled-hover': 'var(--accent-hover)',
  '--mantine-color-gray-light-color': 'var(--text-2)',
  '--mantine-color-gray-light-hover': 'var(--hover)',
  '--mantine-color-gray-text': 'var(--text-2)',
};

/** Points the kit's own variables at the tokens, the same in both schemes: the tokens know the scheme. */
export const cssVariablesResolver: CSSVariablesResolver = () => ({
  variables: { '--mantine-line-height': '20px' },
  light: pointed,
  dark: pointed,
});
