import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decode } from '../../text/windows1252.ts';
import { memorySource } from '../source.ts';
import { packed } from './samples/sample.ts';
import { xls } from './xls.ts';

/** What is read of a workbook: its rows. */
async function read(bytes: Uint8Array, passwords: readonly string[] = []): Promise<string> {
  let text = '';
  await xls.read!(
    memorySource(bytes, 'a.xls'),
    { segment: (segment) => void (text += segment.kind === 'rows' ? decode(segment.bytes) : '') },
    { passwords },
  );
  return text;
}

/** A record of a workbook. */
function record(type: number, ...body: readonly Uint8Array[]): Buffer {
  const bytes = Buffer.concat(body);
  const header = Buffer.alloc(4);
  header.writeUInt16LE(type, 0);
  header.writeUInt16LE(bytes.length, 2);
  return Buffer.concat([header, bytes]);
}

const u16 = (...values: readonly number[]): Buffer => {
  const bytes = Buffer.alloc(2 * values.length);
  for (const [i, value] of values.entries()) bytes.writeUInt16LE(value, 2 * i);
  return bytes;
};

const double = (value: number): Buffer => {
  const bytes = Buffer.alloc(8);
  bytes.writeDoubleLE(value);
  return bytes;
};

/** The list of the sample under the password 'secret1' (RC4 by CryptoAPI). */
const ENCRYPTED = packed(
  '7Vl5OJXN378dB8eafcmu7EUk60HZSVmiJ1myZ18Osjy2LJE1yRNZS0jWsiWEJISyhciWRCVZkuy/GZ3eq/e5fu9zVe/vn/e9Gtdn',
  '5p7PnPuee2a+9+c789X1jGb8+p3dE8jfkhxCiGxtkyLE33EEAOTfKtQIgsJzW9vb29/o7d/p/1TaxJdwDdFg/YgA4JqTAGAASAHI',
  '8GtMgS9/p/8/SR9xBX+eCBeiiriAEof4Ij+TGIHFfP+8H7ln6wd/96Ppd/+/3j/Ub6jjhAD/9P1D3YffPyUAFcCury4AoQGgBaAD',
  'oAdg2LEJBGECYAZgAdgNwArABsAOwAHACcAFwA3AA7AHYC8ALwAfAD+AAIAggBCAMMA+gP0AIgCiAAcAxADEAQ4CSAAcwo9PCl9C',
  'yO74MwTBAsjjecXfWraTSDFgFYmJkBrKDrjkO2svikgCu4B/4ldcjzX69h7fTjlnhlQzfJBkd1jxuMtUqysh+TwrQM9MWOzyR3+X',
  '5gD9c0UXFLZasBPAlkrRjSCvxb4CTzJB3JDKpvMOGJShf4uIb7axNfEjrPmL7idc71Az/XQqOqR7KMcJ07FaBTxxRovu79I00l51',
  '+b3Ql3pI2aAbXdUlloapuXaDN4lE63Jwwevy2ieB1GTMDcuTjp9l7v91O4FNr6D34F5lBuPN5cGiuBgns6q/XD4qgd49OS0IUIhh',
  'ZAMwb3kCNMIww1mTBvhH2iWAT35aC/IrbvLAcnO1SsdD1YiwasRbuuxSGs7o0sPgd1/6Y0GOauMB+dsKKpCfnK8C95zkHwLXpgfE',
  'gE2z66UXEmEMUy5kepGm+zMF5KqmFqwj+knrfbAVRTbhXNtISE4WPlnqWfc0JyNiThI756nfZQBb5wt7a7xFJjRbp3Oa7xdMy+ES',
  'x99lF9MvnVqCrTmzoiYWF6V91la1O9G+G+fDmiVbNDM/vaXjEAO2zyk11aMcUZZTHBkf+qDS9/CC20Xx/UEFWeYjc04ksofqDTa0',
  'lE1GI6wrwimLjJc40BTIfUPRo0SRVJzxhtQ1sH6Qgnj35PTdtY9TdxY40LsQVmtlGqJRFUHyyVUhkb8+cKCZkLjIHvXKqsPe0xPc',
  'j2jjman2mmM3sWYW4+Abx9kjRzMDeVLNM7TK7vpRftGIEc+G/EpisDv7sgbqaVtbzR8D5eOsmth3kOc8SXm6oeY4x3nua9KopVFj',
  'uZgwW8jf3lS9JDlyuq7Ds/NVQvcYIc+0+CXIbxA3VK5KJlQfXlw51/cUF5f6+YY45FF1vCW0uSoCjZN3H9QWa1Z0JPukQL7E96Ks',
  '0liKl1ilirjAEUUG5gWCB5AX4mEMSOZhzD2rdSeVgV/Qcapv0QTyNUHZIt4FrAoVHywMGUiIJKVQ4mGQP+PgHnxj6Y3GUR5J46j0',
  'wkVNCaldkKe5RfRAzP0AKW4L62qnL/fe5UaTFeTbpgYN391k9HtyKuR1FaNoAIo45SbkSfYmK0UVX6MgbTITDR9jYNV7680P+Wiv',
  'hM/+Hhb7pEmi28QErtLn1lRUQH57xrefpzgNS6k07xU3uYKaVFPEQJ7A/NSIecVkw/vrJUhafWEG5XBEHuSXtrLGRZajcOQNmfMP',
  '79dincJlBSDvTFpdf/y02Gd0RsATUYeXGSbkRiqQd7SQXUkaCTIxopeoYmPu92Jm43CEfGdjvnB/bJq9rriLP1bej6SRxbIb8hEn',
  'LMUPklsUih41vZH2KiCnMyDCF/JaWuo862O3WNRZxoIViw+z2km7d0G+cMV/U2mo8CV9Se8EuRwRH0uGNivko/I2ZzSuPAqZ2TP5',
  'NmmtUvlZHcmRRBQayV7LrYTlueXKLFjmJgzjYNlMbNEIy3JC1jpYXpQceWEOvjmy1nDgbdqBY1r3zj5q1W6QkDH5Mhw4oWvAJ+ny',
  '2kxYCI2+rlmNAe7LN2hyrpEAg/QGb6rQ8EvSvUcskdiQZ6FdbHvTu4+vPp/X0/hoqt4W+yRbjddf1KRd6UwUczgX1bRwa5cB9WEX',
  'RsqpvXYyJOSs1X0xaA9nPsND7c8Mgo0CAmNCu9lNyoPuDPD/kRwbdwh1k+aqWdULD6Ya01ZxsaoNxAhZqWC2vlX+hojhTtLsDTEF',
  'bhQ3Y/fImcETqYndga3qrx075ymxptsZ/vLeOJoiSRtJafZOKxLpGjRyynpuf2Ukr+Sb7lCznth49O1hg082A9pkt46u2hbF/NW6',
  'DbyvfF9UM1FMjV5VuBWGAdl4e3Pzg1rMJndR7HqAQKLq6IvFQBHoor9KOfV/k3IKIFdTg7tAfn2ZBuTkttTArY+Tqsp0cKU1nQGM',
  '1UYwYFzFOFftX78s4wUTL6Txkfk8aPGyEgL5CyFhkM+9DQG5vBI9cNAmZV0R6ctPJ9h9hg1PzGXd3zSaf09ctBdbyv65XjIjWFMq',
  'BBc7DPcBoVBDzcNArv6RD3TSUWpWbKwkaMQPrtvYT1WxzzWeFQDXg5PekZPc9BKC4Fo55PLoOx1jh+tgVzC/x+3oyYQJcWMju4Sx',
  'VxK9jlZCp8kkx05b2McHFlxqFnZMN4SehiQADPPFy6yUPBY5X0dUcBqsH4uWW9/yCXlEQ9vYButuByyFdrNqldCRBt5DUFRI1Ubg',
  'Evot03abiIl3GyEGRY18OSfVEulFzx2nOm1pUOobBDl+tG73OY980RMh93ApgmENkDNtCt4wUP2SP0ZkKiGpGB68CVZo8Ww6o88Z',
  'E403GFgTy55idDGQGlWNhDU6QeySD8JcGUcHa3XF9LweR94oyqfCmnOAbbT52b1FH2hgbZbPT+PLw0xPxC4QRYaYWg/XnDt0+/U+',
  'X9g2HOPXrjkS/SnxAGzTpn8+1hdzFsk5TgjGsv3mLDFleWAr3ZGe/VecYXu/pQST4m7L9xSuxGAHVRnqdeqZBQ1/+1NzYsOgkS9z',
  'Xl9ovhT6Xes6InOpRiRqcsEoqv25YzCVBbyVS4JDK33D0lf/9s7Awsj6Xrs1PSYcgG28BbTZI55XotZMiYEdGIsv894dkPIOIa+T',
  'EKPLdaGVvn3csPogSXmp3me3eKcll9HLtk9JwIzZrrBMDgmf5AwgNSobO2zCNYtQE3x6vBYVqXUiPsNkwPn8vqD+Y4Z7txNnjWZU',
  'jnEWsg+nHB9PoJVk+NP92YUOP7c2F5LieyL+T2uTnKdW2poLZfMt2hbOBpnSflBJJ7M67lC56kfUu0Gja70vWW7MjfUB75RLRp+z',
  'tFpHJcWxleIv9bl/qqwZ0j2SvaC8JFHusE1FYHOzuQtDPMvAQ6EjS7guGKNZmHi5fohXw517/hbNUPunnnrr3Tl6t9rTyl2SmAbl',
  'XW+4nAicUaYPqC/dSgpznN1qIMZx7ProWSl70dqyRWtY77FRXnq87JYfOtzU1eVm30jcBzkzq2xV14MGbNw2sgt7IpjU0dWYE3rE',
  'C/Fq6/5jIlaoFX258Y/96cbzA8J2VwlxJlhTsHttKayIM1UyEck7hZvoszJ603Oa42GLzOg9JTa22cS1iBw6u+yUXqOGi1fV1vvH',
  'ZE0aF0jWy2fBNzNJYatydYmKtpKAFuFgevTq684+yWxQPa1EOh0L9tWvbT9FtEd/qv1QQ996DHOvWZ3NmGIuzqx1yWbuZJ7MY97A',
  'vI9PsGA/z3VhSCSaiSLMwj3G6BSaBzuL3EKqo6hVs7STLXRW7haNxeVaSUUxO3eyFS7uFzS+SKracC2ifmWX34CLoGCnomGes6we',
  'pd+QwbX8EuqoDndDERU0lx/Re+Zt8zGZczrYECGezHbnp4NnDohlSht6CpdlzbllKV07bzgVVzN0JO9JcOiCUOht+qKttc4S6Zlx',
  'cb7nB71LaKwQ3mVllfA6p/prnmE6BvMpZg8lW3inMXktni7KPR01XDk6OV5nF0zBzimz1H9mbZY5Sf0N+rGZbZ2L94KJPq+O1Wr7',
  'NJynoXzh1uba0DtwnkT5DAe/zpMmh0zEvhjxQiw4ryxrd6fhnvczbJ72+BR7W6VpSBihjC46NAznhmFG84NSKrVQWmXE/q2g8Hg2',
  '4OO6z0gcC5/rnbDKWi97H8iS0RuM8CugaBHKrSYF59EO++gzqlHyS9V8BBh24MOsgrD27KmrL5nIBl/5lHCfxTAhYdxhfPct1Y8O',
  '80w7l2FaNJRk/O5drhb4JzmP6YFyzrUC5ZxNFMr56vjxVdX2omQo53rzUM5X3zlJdWQd2JHzQaECbSjnF1ahnJNUQzkvV4RynjwP',
  '5VxPKA5dzqmGsz30sDnNwmZUv9K/NNiw2pfWPUqdpaHmibquVOLiNzmXzoZyHscI5fzPAm0bTuqQJ1DOw5s74wMehERBOX9Y0/jw',
  'ktkaOZRzxoobYjHKdl5QznsO8wV12mv71b6tuuTdR5c4xLp1dzVPnbJEbzK/bJ/spd4HUM718qFcXzcQSLiN3V9fHcFhB+WaWC+y',
  'ar5XIfCutLW3mDCU4QGFvIsXKFnTqleEZArEj/lDtcq83qT6yuwZg8r2LKKL6Htv3DSgPk/bGvQ+2JH7vQ+upRa3QeNBWbk+UlUZ',
  'ShtZ1202bhcrt5RYn2rc3E7lo4AhIGctYnbMI/aPVHh3KGTkksYG9rFN6sDwH9L3UZt0cGFxmEUWX36fEayDGN8hOT+pUHq4sNf1',
  'cPHJm6t3dPJqYwL5zsCFNdPucSxUXN1T7fOG2a7K5SGjz+n8I9W7yP5+FicAp1BCsq9neGoMaodr+NqkBs/Mx+ytcK4erraeXKo+',
  'VjZOXDJS+w0sLG2cnGx2DELJ3tZW+n8TOyD4evz/5bS1DZ+B+nfPRcbDMxdXdeyoCxIwiDB/2Qt4Xh/HxxRguy4+9nAKH3vwxMcc',
  'YvC/uYmPPZTi4w+1+BhEKz4O0Ye//+3m15gCjEFo23t42nBZ23hweTTlO7h64Ty+tsGYhY61vZMNl4HqCYMj+irIP/MofHzh8Hdj',
  '+pHr/9T8QQb1vPN5mggrdeJVMH/7VovhuxH9jTPBx1kI8KD+bk7+J/779J+M/+308zcb/nf3EOL/fwDTH6B3HOIINurwPRx/ev5o',
  '4R4Tbz/bPxFX86D8ZqfKoF9nxA3RAe/g8Ev9E34Xg/uReySh1/mv70QHcUJsftl+yED/Pxv/k8bH6pCdeN8JxAuM3xmx2Fl7TWAF',
  'tjtrAhlPxB5cu/zDswTw/RP9xPzLwOUn+Na/CujBaucdbHYs8OfeR/oXxq+A15rf8V8E+Rc=',
);

test('xls: an encrypted workbook is read with its password, and says that it needs one', async () => {
  assert.match(await read(ENCRYPTED, ['faux', 'secret1']), /0084512\tEXEMPLE\t14\/07\/1984\t284079122899953/);
  await assert.rejects(read(ENCRYPTED, ['faux']), { fate: 'encrypted', reason: 'password_needed' });
});

test('xls: a string that goes on in another record changes its width there', async () => {
  const bytes = Buffer.concat([
    record(0x0809, u16(0x0600, 0x05, 0, 0)),
    record(0xfc, u16(1, 0, 1, 0), u16(8), Buffer.of(0), Buffer.from('EXEM', 'latin1')),
    record(0x3c, Buffer.of(1), Buffer.from('PLÉ€', 'utf16le')),
    record(0x0a),
    record(0x0809, u16(0x0600, 0x10, 0, 0)),
    record(0xfd, u16(4, 1, 0, 0, 0)),
    record(0x0a),
  ]);
  assert.equal(await read(bytes), 'EXEMPLÉ€\t');
});

test('xls: cells of Excel 2 are read, whose styles are bytes and whose strings have no width', async () => {
  const bytes = Buffer.concat([
    record(0x09, u16(2, 0x10)),
    record(0x1e, Buffer.from('\x07General', 'latin1')),
    record(0x1e, Buffer.from('\x08dd/mm/yy', 'latin1')),
    record(0x04, u16(0, 0), Buffer.from([0, 0, 0, 7]), Buffer.from('EXEMPLE')),
    record(0x03, u16(0, 1), Buffer.from([0, 1, 0]), double(13940)),
    record(0x02, u16(0, 2), Buffer.from([0, 0, 0]), u16(84)),
    record(0x0a),
  ]);
  assert.equal(await read(bytes), 'EXEMPLE\t01/03/1938\t84\t');
});

test('xls: a workbook that breaks off is read as far as it goes, and says so', async () => {
  let text = '';
  const bytes = Buffer.concat([
    record(0x0809, u16(0x0600, 0x10, 0, 0)),
    record(0x0203, u16(0, 0, 0), double(284079122899953)),
    record(0x0203, u16(1, 0, 0), double(1)).subarray(0, 9),
  ]);
  await assert.rejects(
    async () =>
      xls.read!(
        memorySource(bytes, 'a.xls'),
        { segment: (segment) => void (text += segment.kind === 'rows' ? decode(segment.bytes) : '') },
        { passwords: [] },
      ),
    { fate: 'read_in_part', reason: 'truncated' },
  );
  assert.equal(text, '284079122899953\t');
});
