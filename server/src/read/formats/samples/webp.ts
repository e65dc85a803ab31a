import type { FormatSample } from './sample.ts';

const PICTURE = Buffer.from(
  'UklGRrwFAABXRUJQVlA4ILAFAABQIACdASpZATMAPxGEuFcsKCUjo1HK8YAiCWlu3QnzLs359T077WcoDoztP/reGXa53jUAG6Bp' +
    'O9ATxG9Aj1nwHSSd3qbvU3epu9Td6lSxMvI8EkiW2zrzcOWP3znawCfS8l4AXO7AqUs38WkQixTGeiww/jBaMZ0nRyzLQzW1SbMn' +
    'Bk4/HE/4ULbeA8lhKYufzB+DKydpQQkUIwFBumCo4Ch3Vqed5HD4IVH/rlFvvDLCiNye+Ttsr6YCmKhlKKGQm52ZLBI3hXtG9MeD' +
    'fI4F1oHesGFA/frgoYXePCubgwTOl5gvLrS9KUwsLHjHwqMj7LlU5Smn0eLyckZO1ANNUaKEDRHIOhcNx7AA/vEgAAsdkpFCdYlO' +
    'DLJGKq8jn4O2XJPZnQ+jNpsUUfNCaEm4O7Yv7Vwc12unVAob2qrgYi0cRPh2OSw1E0SAU/GsgKUfHc1zPr06hRs2zn//A7aT53pZ' +
    '8a5LzGHrfINTywUTJngPkdZ87qmjLwgPy5fBg4+O+xmV/TqfUuim+PhyINgyBn0Bwm+Rcknya7MVw6QX31aMEHBbcBnli1RNgbVV' +
    'jm4pAHfxzRt1koB+ygMbyhLL+ybgUxrEaHj3mhCQICLEfNc2lpPglXfFuEX0PR/QdAkrS1PFVwEXa30tfZgu8GFGU1BCbuJ8fHwE' +
    'aUEoUilJQ7oKfquUvO/vaqPBNQNgqzHyIeF9KEi60s5+O67xftng9Qze+Nje/R4ShjpFzqnQwIdRXC7KAErXpVnbf8BWdsstw4zl' +
    'ja25J+WGj60xxYGMM5ssoY8xQFd0ejDpRbzl78nb/EB+NCClY8tqc98b0zsstW50chDfkXhC0bKgVcW9WMzKvu4b1XDiArJqsGhY' +
    'r+z3CJ8u7HeYv4h3c53rf88ou9W76WTyOrNtE7XH6zd4qXUOamnjBpRsIUDl1b9M5HqOi10mF7jpSpZeCINWW1j8ttkqW5UdHfjX' +
    'GnSzPlL3OqmwE9sSOGTa+MdtFqSj91/kPZXabtyt1LklwVxqHU15Z22JfzPnaqwLfiOvIAadv/SwL9eiQoE2lR97yuDmThLuAjZO' +
    'nELdzhp7JOAMVsC0q32heLa8RobjUcfqJyIovbHlkcQz3T08rFNsEjFwqN2x79T9K9UZxy/vI/PkdCl4zec8P3lh/dGRRgJ0ewRo' +
    'KoSwxcIb7MDumJhLgRmn8+NIZV4wD22rVL3w+0+Q7CGglMiQTs++tyox9fNIHJVbUrka1P8i97amAqj3kxJ57nprMCAGlNr2FLOP' +
    'Hx6VZeaLe9t/ENdP1HBxn9RDkNtwpD4hCrYhNaRWbS2QeuMo3Hz5hrTMc6AizmWORBkcut4h8TuwyqqcC0n3+DDqdQ6CAId/0L6J' +
    'eFXP9UfDX1I0enjsknQA/x/kkZztdApLuvaABUbu95riGizR87RKc8fLOjXxVZXyGBVdT83JG3c3hwA7MpJr/sAmjOBVqedcA19I' +
    'xCBCZx0O+mpr0tMjTGMlIhOul+D/9rrCkljhvr/XHehb0Q5ucQg7Vv1t3Xf56c5OqGwNX9kTI7gdlTTa1LRIOkwLekyJ/w+/OkeS' +
    'WWzdsIJBfgoBAo09JK32PTIkwesjuza2sZ1IKakh+7F+dRk9RnmUiyT+9heFNI/rpQ9au7RGRsg6iicfoLrKREGKHHt7dr3PmCBg' +
    '9bVA4ItIlY3+3EK3sO8Y4ji282/TRd/DjRAlJpIjQbhUsMoVhOTTUaycwjzoifrCALbZBipNa6lDxgppBlTtrxK98pxpiDi3RI0P' +
    'nShGjaL/Lhwr5B96dEoVvEFx0mz4b2/EiRN6D0qc9zEkj7XsP40WPlA9gJrpEnr+jeXQlM+q7dBn+dFmsRUn720sfBcmS3l5WpU5' +
    'LCNv/njvOMuwbQuH+kIcc/5xV1BzPAAy4/aVumjDR1hWHfXd86Rr/wfx5QDwQaAAAAAA',
  'base64',
);

export const sample: FormatSample = { file: 'carte.webp', bytes: PICTURE, texts: ['VERNELLI', '14/07/1984'] };
