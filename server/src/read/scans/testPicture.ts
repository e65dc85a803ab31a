import { inflateSync } from 'node:zlib';
import type { GrayImage } from './grayImage.ts';

/** A PNG of 345 by 51 shades of grey, with the words of {@link TEST_WORDS}. For tests and samples. */
export const TEST_PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAVkAAAAzCAAAAAAYgSSPAAAIFklEQVR4nO2Ze3RU1RXGvzuThCQMZKBBiQwkIAoBJdSGUgQKRBvb' +
    'RdusQmTRIjUYQh9SrBYrhSBZPiJQFCyoASkPK9VaFwtXsChWCiZRim3wAYZUIJgEkkIIEvIimcxuz+vOvTOTdCC5q7brfn/k7H1m' +
    'nz3n/O7c8wrIljXCf7sD/7eyyVolm6xVsslaJZusVbLJWiWbrFWyyVolm6xVsslaJZusVbLJWiWbrFWyyVolm6xVsslaJZusVQok' +
    'W1X8N7/zSXEl0XtFfrHKQ8VMBytaZFBTcfFF1eAYaxDYoqm4+LKe0uTQ4eLPjF/t1wchO3t8/vw/hz2yrbM7uhnQPQWSfQcR55Td' +
    'kYB9RHHwi9V6pO24bZuP+UeA76sWs5FHQS2OANV6fpNDY5Hrd1YamqWG7Ow9uLUtsK4k6SGD5/120mFpjv4O+/vyjJvSFtcQ0cVc' +
    'v/YYAkwZWp7KHDXxwRPCaczPGH3Hg9Uhk4ehQLK+67FR2fswxMc4JaYoESf7lczMzIwJ0cCcdsEKr8oWiqypRbhkt4yVStEwPlRf' +
    'KyMHngmsu5iM+QY3DzgorDJsJfJ+D86kWLj+QlRteG6L9QBzhqOjATfQezd3PHAk9oLrlRDJw1HQPPsIpikzB8s4p5dMAR5s5uWl' +
    'FRqWSrIDzorPFFlTi3DJ6lqFiLdD9fWVzJLAqvqpMJItduqDf9RZR/QrpFZTey7iaujSOql09PtYDzBluDwS36igiulwnSHyjkV6' +
    'LbUugetEcPJwFET2lOaoEVZbfxzrgizRHAzlrBwezBA1PUL2DQeeDrP3e66DkeyFxOvcavApaUS1MTFsBL7JuF+PKXc59+oB5gy/' +
    'xnA22XR8DauJPkYEJz8RjwcnD0fBe4Np+I0wdot3snOyzyCWs4p4A9jBa3qC7KduZAnr/JJUz4SfnlIfHFg1e97GRmPo00DmfQay' +
    'd2pveuTg/4ENRJsxmzt7MFyFNN+MFf4Ac4Z0rJfho4h2YRB3FmFuUPKwFEx2OyYK4y48S12SnYcvC7K0AP35DNgDZBtG4aut3CpN' +
    'QuTwGMSI4V6ez6fIhPcMsQv7b6Q8P9nnsYjU4PO1KvZSibZ1gJyu6B6ktvsDzBkScICX54Hz9Alwmvhv9pGg5GEpmGyjS2NbJ2rp' +
    'E3WeuiDbsTmSP35G9lISplOPkPVlYCAfEX3eD1l11L6+l4Nv9nLg2V1fvhhxZ/3Bhz4nA9my2FEt+uBvYe/bYImKElAojCI45K6S' +
    'B5gzDGFbIUG2jHy3Y0oNtS+DuyooeVgKcVKYhzWs+CNmcjcO/QdJ5Qqyt2ZlZc2dfg0wsU2SpX0aX2kVWVOLKyL7MKLeFdYKjOf7' +
    'zccxzEtUFaUdFZ1bYm6gc2kdG1lKavAnsJKoTYPcF4/AJmGkIVsYPCAgw0w8xsudwH6i+h9GRo3sg1tKg5JfNdkDGCe+5zVJVte9' +
    'ZNjPamPWeUmRpZ8hrjLEfvbeKyS7U9PnmmH4Ey+be6OE7Rf4gkMHkdIJ2fs4Kzn41SgnqgeOq+8Ra+I7iKwQNTwgIMNL6Msqa24A' +
    'dhK9n+5EHJDyWlDyqybrG8Y61BAd3ybJPlkmVSvI/mD9qrtjMatVsWJkm4Yj3U/W1OIKyB5xiafHdiZOnFNBBUTZSNvAtBqaNyTZ' +
    '17XJHf7BjxvNVnPwzQ07FOAZXqbhbtmMBwSQpbvQ++cFD8QPTUYhVcQjp5ouro7WCgKTXzVZykM+0QtYRJJsqHn2mAe3t0lWjCyV' +
    'OFDQ3Xm2/npMaZf2KUCaGXiC7Vh0nTM2UVxqBvStIH3wp7CcrQQO/F0EJeL3rKgASlT25YEZ2Cr5WAyAxPJUvEs5cjLciL715uRh' +
    'KhTZk9oYom+pXnWygh1348eSFSdLi+E62T2y3nQM0denRqBeWNOwnXUnZ5dUk6k7kksBnC4mDTGupfQk+DF0BHuriag9Gh+x8imM' +
    'kK1kgDEDV93eZ3e3UryjgdwQVxTeWOw1Jw9TIe+6pqKsLkK9Lp3tDV6GmIgV2ZZkTJ3VLbK/QEyp3xsgF/aOa1FEtFA+xyBJLlvc' +
    'Qhpc7lyakMQ/y+aHSKIP0JcvhpPFuZZIBRgz+FWJm6jVIR4G0Q3YYU4epkKS3Ya8AnYO4ep0PzsD15w1kKVDTvTuDtkXId5ZqZm4' +
    'k5dvoVcd204O45NDies2c18DuPAXtkp7gDtbkcKJ5uObrKhz4E0RpQLMGVbeuJZE+AKiZHmt0ODEUVPycBWSbKNr5BTHaenEYdsl' +
    'JTKSPeNGhpEsLfv3LJgX3OIIUN4o1GR2TGQPx2Bhoy4fvQ+8QES1Q/nRtNXD94KN4+TPsEuy61AkqHyJH7SqXGI7WwRNHuFUgDnD' +
    'Dgxgg/4sVvuIaCkS+ek2GyM7TMm7RZaygDuUHXyLqPZFm4AtRrKXx6CTW0Qlj9kxkV0Do6qJ7ge+uzZ3MIbyJesPTszasDwZE5r/' +
    'M9lJ10oYL6LXQ4WbbpTXGtvlgdUQYMrgHY+EJwrXDsIv2aO8GQPzC5+fhKhSc/Lukd2vLgK6JOubgj4VBrJ0OLInydJv+wGInCvv' +
    '1fcPZpfCCy4EdDUE2TPaj5S7LZ41ym6WoV8XtYYAU4bmORqA6If5vfOFnzhYRyZ9aE4etr7Q/61p+2vhh4b/QFQWHjjXVbhS+Rp9' +
    'ZqSGt5579WRXAWad/t3612uV88+3n9v1qe8K+6zrC032f1o2Watkk7VKNlmrZJO1SjZZq2STtUo2Watkk7VKNlmrZJO1SjZZq2ST' +
    'tUo2Wav0L1dpuy4HZ6mVAAAAAElFTkSuQmCC',
  'base64',
);

export const TEST_WORDS = 'VERNELLI Zoé 14/07/1984';

/** The pixels of {@link TEST_PNG}: one compressed chunk, lines without a filter. */
export function testPicture(): GrayImage {
  const width = TEST_PNG.readUInt32BE(16);
  const height = TEST_PNG.readUInt32BE(20);
  const at = TEST_PNG.indexOf('IDAT');
  const lines = inflateSync(TEST_PNG.subarray(at + 4, at + 4 + TEST_PNG.readUInt32BE(at - 4)));
  const pixels = new Uint8Array(width * height);
  for (let y = 0; y < height; y++)
    pixels.set(lines.subarray(y * (width + 1) + 1, (y + 1) * (width + 1)), y * width);
  return { width, height, pixels };
}
