// What Teams' light and dark themes give a card, close enough to judge its look by.

const sizes = { small: 12, default: 14, medium: 14, large: 18, extraLarge: 24 };

const foreground = (colours) => Object.fromEntries(
  Object.entries(colours).map(([name, [plain, subtle]]) => [name, { default: plain, subtle }]),
);

const palettes = {
  light: {
    page: '#f5f5f5',
    line: '#e0e0e0',
    text: {
      default: ['#242424', '#616161'], dark: ['#242424', '#616161'], light: ['#ffffff', '#f0f0f0'],
      accent: ['#5b5fc7', '#7479d1'], good: ['#237b4b', '#3c8a5f'], warning: ['#835c00', '#94700f'],
      attention: ['#b3243d', '#c4314b'],
    },
    back: {
      default: '#ffffff', emphasis: '#f3f2f1', good: '#e7f2da', attention: '#fcf4f6', warning: '#fbf6d9',
      accent: '#c7cbf5',
    },
  },
  dark: {
    page: '#1f1f1f',
    line: '#474747',
    text: {
      default: ['#ffffff', '#adadad'], dark: ['#242424', '#616161'], light: ['#ffffff', '#f0f0f0'],
      accent: ['#9ea2ff', '#8b8fe8'], good: ['#92c353', '#84af4b'], warning: ['#f8d22a', '#dcbb2a'],
      attention: ['#fd7f92', '#f9526b'],
    },
    back: {
      default: '#292929', emphasis: '#1b1b1b', good: '#0d2e0d', attention: '#3a1a20', warning: '#463100',
      accent: '#4f52b2',
    },
  },
};

function hostConfig({ text, back, line }) {
  const style = (name) => ({ backgroundColor: back[name], foregroundColors: foreground(text) });
  const font = (fontFamily) => ({ fontFamily, fontSizes: sizes, fontWeights: { lighter: 300, default: 400, bolder: 600 } });
  return {
    supportsInteractivity: true,
    spacing: { none: 0, small: 8, default: 12, medium: 16, large: 20, extraLarge: 24, padding: 16 },
    separator: { lineThickness: 1, lineColor: line },
    fontTypes: {
      default: font('"Segoe UI", "Liberation Sans", "DejaVu Sans", sans-serif'),
      monospace: font('Consolas, "Liberation Mono", monospace'),
    },
    containerStyles: Object.fromEntries(Object.keys(back).map((name) => [name, style(name)])),
    actions: {
      maxActions: 6, spacing: 'default', buttonSpacing: 8, actionsOrientation: 'horizontal', actionAlignment: 'left',
    },
  };
}

export const themes = Object.fromEntries(
  Object.entries(palettes).map(([name, palette]) => [name, { page: palette.page, hostConfig: hostConfig(palette) }]),
);

// Teams draws its own buttons; these stand for them.
export const buttonStyles = `
  .ac-pushButton { border-radius: 4px; border: 1px solid currentColor; background: transparent; color: inherit;
                   font-weight: 600; padding: 5px 12px; }
  .ac-actionSet { flex-wrap: wrap; row-gap: 8px; }
  .ac-pushButton.style-positive { background: #5b5fc7; border-color: #5b5fc7; color: #fff; }
  .dark { color: #fff; } .light { color: #242424; }
  .ac-input.ac-textInput.ac-multiline { height: 88px; }
  .dark .ac-input { background: #1f1f1f; color: #fff; border-color: #666; }
`;
