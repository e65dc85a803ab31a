import regexp from 'eslint-plugin-regexp';
import tseslint from 'typescript-eslint';

/** The stages in the order of work; reading comes first since collecting and the register read files too. A stage may import only an earlier one. */
const STAGES = ['read', 'collect', 'patients', 'detect', 'link', 'exposure', 'notify'];

/** Model files: what a later stage may know of an earlier one. */
const MODELS = [
  '**/collect/item.ts',
  '**/patients/patient.ts',
  '**/patients/index/*.ts',
  '**/read/segment.ts',
  '**/detect/*.ts',
  '**/link/sighting.ts',
];

const ENTRY = ['**/cli/**', '**/http/**', '**/people/**', '**/jobs/**', '**/main.ts', '**/pipeline.ts'];

/** @param {string} stage */
function stageDirection(stage) {
  const later = STAGES.slice(STAGES.indexOf(stage) + 1);
  return {
    files: [`server/src/${stage}/**/*.ts`],
    // A test may go the whole way.
    ignores: ['**/*.test.ts'],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              group: ENTRY,
              message: `A stage does not know who calls it: move the shared piece into server/src/${stage}/ or plumbing.`,
            },
            ...(later.length === 0
              ? []
              : [
                  {
                    group: later.map((name) => `**/${name}/**`),
                    message: `${stage} comes before ${later.join(', ')}: the later stage imports the model of the earlier one, never the reverse.`,
                  },
                ]),
          ],
        },
      ],
    },
  };
}

export default tseslint.config(
  {
    ignores: [
      '**/node_modules/**',
      'eslint.config.js',
      '**/bin/*.js',
      'server/assets/*.js',
      'demo/**',
      'scratch/**',
    ],
  },
  ...tseslint.configs.strictTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/no-unnecessary-condition': ['error', { allowConstantLoopConditions: true }],
      '@typescript-eslint/no-floating-promises': [
        'error',
        {
          allowForKnownSafeCalls: [
            {
              from: 'package',
              name: ['test', 'it', 'describe', 'suite', 'before', 'after', 'beforeEach', 'afterEach'],
              package: 'node:test',
            },
          ],
        },
      ],
      'no-restricted-syntax': [
        'error',
        { selector: 'ExportAllDeclaration', message: 'Import the file itself: barrels make cycles.' },
      ],
    },
  },
  ...STAGES.map(stageDirection),
  {
    // What runs over hostile text must not take more than linear time.
    files: [...STAGES, 'columns', 'text'].map((folder) => `server/src/${folder}/**/*.ts`),
    ignores: ['**/*.test.ts', '**/testing/**'],
    plugins: { regexp },
    rules: {
      'regexp/no-super-linear-backtracking': ['error', { report: 'potential' }],
      'regexp/no-super-linear-move': ['error', { report: 'potential' }],
    },
  },
  {
    files: ['server/src/people/**/*.ts'],
    ignores: ['**/*.test.ts'],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              group: ['**/http/**', '**/cli/**', '**/jobs/**', '**/pipeline.ts'],
              message: 'people does not know who calls it: pass what it needs.',
            },
          ],
        },
      ],
    },
  },
  {
    files: ['sandbox', 'keys', 'case', 'audit'].map((folder) => `server/src/${folder}/**/*.ts`),
    ignores: ['**/*.test.ts'],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              group: [...ENTRY, ...STAGES.map((name) => `**/${name}/**`)],
              message: 'This folder is plumbing: it knows no stage. Pass what it needs.',
            },
          ],
        },
      ],
    },
  },
  {
    files: ['contract/src/**/*.ts'],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              group: ['node:*', '@constat/server*', '../../server/*'],
              message: 'contract is what crosses the wire: it imports zod only.',
            },
          ],
        },
      ],
    },
  },
);
