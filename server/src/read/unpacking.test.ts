import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gunzipSync, gzipSync, zstdCompressSync } from 'node:zlib';
import fc from 'fast-check';
import { ReadFault, type SyncBytes } from './format.ts';
import { syncMemory } from './source.ts';
import { unpackGzip } from './unpackGzip.ts';
import { unpackLz4 } from './unpackLz4.ts';
import { unpackLzo } from './unpackLzo.ts';
import { unpackLzw } from './unpackLzw.ts';
import { unwrapCompressed } from './unwrapCompressed.ts';
import { unpackZstd } from './zstdFrames.ts';

type Unpack = (bytes: SyncBytes) => AsyncIterable<Uint8Array>;

/** What comes out, and the fault behind it. */
async function unpacked(unpack: Unpack, bytes: Uint8Array): Promise<{ text: Buffer; fault: string }> {
  const parts: Uint8Array[] = [];
  try {
    for await (const chunk of unpack(syncMemory(bytes))) parts.push(chunk);
  } catch (error) {
    assert.ok(error instanceof ReadFault, String(error));
    return { text: Buffer.concat(parts), fault: `${error.fate} ${error.reason}` };
  }
  return { text: Buffer.concat(parts), fault: '' };
}

/** The text of the fixtures, long enough that dictionaries fill and blocks depend on each other. */
const TEXT = Buffer.from(
  Array.from({ length: 3000 }, (_, i) => `Patiente ${(i * i) % 997} : EXEMPLE Jeanne\n`).join(''),
);

/** Made by lz4 (-9 -BD -B4), lzop (-9) and ncompress (-b 12), packed again for this file. */
const FIXTURES: readonly { name: string; unpack: Unpack; packed: string }[] = [
  {
    name: 'unpackLzo',
    unpack: unpackLzo,
    packed:
      'H4sIAAAAAAACA+1W/X8V9ZW+SW7ek5vJy4SbEMiEBAgkJDPf+c7bPc+VBBM2lARSRUQJatgEDQgLGjEiZNHyFok060aLktJUUxY1WtTYggbELq' +
      '6ggYU2bLEiLd3YBTda/Bjd2mJ3z7T7F+zPez+fez/zPW/POc9zZuZ21d++OJCekp+iVGn9yVVxyXGBQHIg8MjAmsQ3fx/gT3x7RXtH+609CW8E' +
      'Yu4oCgRCL3zTmrF+TmNze1vruvZWTdciWu2y2obG+lrtW63N69a1psxcGzC8tQHJXy/SEGN79wWE5W0ImJGPAzJyOsaOvBLrRp6KM3TaEhT0WU' +
      'BKKgjSk0GP9gZpf1BY9GnAjfw6xhSSgglUk0QvBznGN16KsUTkTKzlRI7G2fRS0GarQx/FOHQ61qWjcR7bPNofL5zI1YCILE22PLol2Y08EPDo' +
      'UpIj6NNEh9oTI4Xxtm5G2gMUSnBsrupaXNUzaTiOLmeIyMoYYdA/ZBuUma5TUbxOWtr/ArkM5DGQSWqOxPRsPiebVB3WSQ9Sa4ZJRtDi1j3HJe' +
      'TRnnTToS9Vl64lRhak2PR5gUMz4j0j0pFIr+QZOKvQowXSo+o4GelKcBjDQ/NUnSZClKJKg3zbuWRJbhYmQhHmUdLlEoPqMik33bFpmcKZBg4U' +
      '6Ra9rrlUXxhxUl1bp/J80uLpeCZ1pdv0TtilK1PIyhLUHCO5HZsen+zSxSRqyxV0X5lkMeJtj7YUGzQeYkZMi55PdensJKpO4Tkn23g626L42S' +
      '71lUaqUwR9XCJpY8h2qTYs6Nwkx6ftjLQdairHsEW5OdKEr0VJNh1Kpc4C6dDmRApPpoYZguw8yyI7VZj0QYxBF6bTNZV5Yu654wVhCydn0Ntw' +
      'UTCLxquo1fRouyFoY8Cy6WQsE2RgvIweS2B+R6eSkk5fz3aoIwRYlDfLpvR0j64mmrRB2LQq4jnonobjhWiN0aklhnal02lmez5MgbES2qxSIJ' +
      'GMVIeuuzik0TfM9ulJBqUnSJxUqChbUIxq0bFMz6LSItr0N0xSIES/mUJdS1xaUCiYHwvXCjjKpEiFI8GyxheYmFVkUmaCQTKVuuYKbDWoJYJG' +
      'ScnFDjlBwzKoNJ96JtMfVR7vsIW0YjTOoP5afF2s0+aVzKVp4wPWqiqORhfQUfAmGBadm+dRQ6HE5zzX9QKM1dGYSd802ZTnGrSq3PIwOo+CIW' +
      'pS6LIpSWUuVigmzap16dSdJhWx6LFCeAhMoYPN9Hy+E5WVqNFwJYJhDSPfRr9DNXnMte3iYgxdzfDAwg7n4ewyijJLVzMEbZni0C2s+tchF2ke' +
      '3bTOlThi29S3BN2L6Eo5pZdZ1LQMQ1nonU3Nc2x6pERQunDoSJbJurkWtNUk89HfQLpO1Xk29DasL8c2lTty6Z1MSXetQl8DzQkadE5xGCXafj' +
      '9dFzQ/xdCxTdDmEkpWXQQX08iNNGWyTdsTBN+kLq2KkQ52PUQDQbpLYls6fZRkoWMTFbkOZeWYLq6YvODoaSLV8FBv4ex3qCvHxbVqOpjK96aO' +
      '0pWkzKaPMmxq7RLRK/djyRw/YyQWXwobfbq/cGeSeX9HYqktyaXPEy3k7EFpUfR4DR2qpfiQR18ttgVGHyNtLg1m0WAelZZi15O4thhKEzq+C2' +
      'umg3tbKSmB3uu3PfT00VgrGZ0ubai20LOaEgo8F/f28CDoTqCBSgzakPUU3ET8tEH0hzbS0klroHvKaMtsi45sEQjOpstlHvrXw32GRqbTyFRa' +
      'u5jHW0UfewY6nqK2OhvDmbR9p6Dbyj06lezQ2jssenyaiZ4O2l/LUS3V1JKB0/NccNd1c5CzmlyLnt4haGINgoug7UBHMX2Ua0bdCupfT9PTHE' +
      'x/XGc7HeW7NqBSbzz27qPrOfTHudKAvhBJc+liK98cjn91OAVczzphYDRCLWUY7cKXcz0kNWE4TB9Xub55WwKG/8n/LSmlR+dLgf5OaslFewi9' +
      'lVSeSqemOzgbYb0tOloo//K4XVEn6IGAQa0xPOirVLeA0mc56BhAYICal0o0rqWXNdPArg0YUdDbRlo+VaUgaQMdLsSnr0psfZdesgSWPEx7s2' +
      'lprOT9TKPy26IXVtCS6bjQxYMa+MMeyplGI5NQH0vrQ9GSbmoPILCTNhS70H/8l9fC7fe7AnsP0eFMyKM4v98Gv134mSNmOhaS97ha3gMBS8tf' +
      'GmvrWp4ddFwtnJOAYGL0q0STneeT+WcoNXogzWLP9pDQwrcrnqmFy7MwNVsYWt71HIyruJiLM5OkpeUN5qEvH92T0VngSC2vaSrqC3GDZkgtnD' +
      'WNMcLjxbhYgjPTpcPBM9FXiu5Z2Dwb68oMLlszB7ICMyoldxM0MGFgjLfWxL9I29bCfTa6HXS6ll85gnrCDbA4K+cGBOdiYi7GqvDLatextEmH' +
      'bkRfDbpr0Tnf5i6b6rBogetp4RkLJR+DDZhowO8WuTzPcCMGv42+m9B9MzqXGH7ppai/FViGObd5HLscE8sx1oTzK5iLwTvRdxe6m9G50hAc2o' +
      'L6VmAVKu72yUhrw/U2jK/GpTWmreW9tdY1hTZp799h53rLsrTwqvsk04h2lD8QnbKR6frqQZubOv8Q4ww+jL7N6N6Czk5pcuWtqH8EeBTl30HB' +
      'NqRtx/XtGN+BSzsFMzfchcHH0Lcb3d3ofNxhbpZ8N1rTo4UnPWELrjjxjxjrxeiTOPEUhr6Hgb3ofRrbnkH7PrT0Ycn3UbMf9g8Ed5DzQwSfxc' +
      'SzGHsOowM48SP85IDtaOHug9j8PO59AU0von4QeAkVL/PE4eAhTBzC2CsYfRUnXsPQEA687nKdzp86hhZuOoJFb/gXJcPIOYrgMUwcw9hbGD2O' +
      'E29j6GcY+Gf0nsCOdySXanoX9SeBUyh/DwXvIzTCwoXHTmP0DE78K4bOYuAcen+Obb9A+yhazmPpv/FahMsvoOCDaOhXOgs//mH00kWeIvzWJc' +
      'Fa5u3/jb9Wnb8VvD53jOncB34XrfgP19by06+y57NPPKZqZDx67FPB+uz/veV3/rnnN/NFdNEEr0q4/CsU/Fc09AeX63/2tcVknvgThq5j4Bv0' +
      '/hk7/9sUtqKviZGmoegL4ywpFb0s3rYtRU9NdDw+/WeS5/veS3E8RX8uTZhC0beGFPX+DM/hqMZMRa3KUlQz2/Q92aolOPqLXMdwFf0XYU+Yiv' +
      '5avmFyck+Bom6dwplTLZePjZqi3lgkpadUFhbbHof/qcSzuOSFGYr63kzXUowXZxmmo+i7y6QQSuXdcxyD3fMqDc6ebJjCTxG2ZNuH0nN0RT9s' +
      'K+qLjudw27s8Rd0U8TzFWA7TspVK5wbH7yyryuOKV6oV9cN5hsPNvVlj2UzBvvmezY6OOkVdvcDlyjcutHTGmdbgmYoRt9h02Pbvja4/z/GbFP' +
      'XVmw0G3H2L9Em451ZFXbZMUetuU1T3dkWdtdxTROoK6QNeuUNRf3Wn7SrG4WZFPbhSUff+raI+1sJzG6tXmZxddQ/T12ZaDJ+9xjO4+S/ulS6T' +
      '+fN1FoO+uN722dt9n2AdKu9ud/25qzZyzoNCmkplxkP8Z5RxNvFID5s6F3xziyc5fe/fM85WaTDOo46jGPO2+dbiHdKXJm6XofPpcpejiOO7Ff' +
      'W1btPX/ok9lr8PPY5PzcInLJ0nKOsVvgqpT3k+B598j13G+09Lj0EP7lPUfX0GS1D54H6PRdJv7nd8YvRnFbX4OalzXtyPhC/bbw/4a/TmQdfi' +
      'qGde8AnpGFTUNS9JyUHf+rFgPspeMSxeh4TXBJsuDCnqydcV9fBPWNSfOuzXdx1R1IffsBxucfmwdKViRI7pjBY+rqipbwveKuOTnwkGO3lCyX' +
      '3jHR7IeOZdDqjceMqWSmXt+zxU7mnDVioun5FKRf9ZJfDXz5+3nvv/y//L5aGt5zL/evwfcsCpNOUOAAA=',
  },
  {
    name: 'unpackLz4',
    unpack: unpackLz4,
    packed:
      'H4sIAAAAAAACA81Yi3MV9RW+ebJ39+acJITcSwjZJDfZvUBg7753I0iAJLwhQAgQXiEEhAAhAgVKlWpURkeKlCIjVoEipdZS7Cgy' +
      'jmUQ0WmRQUZbxzLUV6mipdRaq4wCxX6/ZNr/oDPNTDb7e53zne985/x2kl05NVFft0jJj0S+ymtasmHlsq4Ny8rT5bXlDXMbpjZN' +
      'aSiftGxJV9cyuTSimqURSXXEI2yORFVvcEQyLBdP1a7F2NkgJn+JR3A5EjXMdHmGrFojI7LhOFKGzBqGoY6XVIaMc1hQg82R6Gjb' +
      'cnowW5gpc02G2PyfFcO1jomn/7kwjDXVE0v+ZvE4JjZ9jkcoFsIVwqZ/GzZaLZk4E7ZkYr0M4zDIlA3fuold/vvwMyEjOtpL21ji' +
      '+3HI94SnwBWeQhsG+ZsswJ6HoWV+nC2rZgPG6Yk4no5myfxfBIFAEAoEdm6OrDpnsxU12ACvdkEu9ubB1UWctPGiuiLO0A+acmXu' +
      'yJIN29+KI8G/sOdHmYhtVD8YnQQ0oflBRpTXwIDpZitc0Q98hG/Bh/NURlT1hfNwbz9FTZ8ElHE5WDWfEoF9B36dR7JlPpml8GCB' +
      '3QmjMDILU41ZIso43oQhs1NSjLQ7QoL/t/vJfD4zOjrw0tuBDDHyndi2FLA9CxiC72HDjuxeOmBfYPY+EvOglH+MkfWeDAjB8oyo' +
      '4YUfwqR5ArgErbb7V5GAr3Jk/qHg5Dc45n0CitweGfMpWcwjWbVA6ewDQi8oxBYLB1RfZMHJw5yfUGTuzlM4V4SK7ChqeBYI/wb/' +
      '5YIb/0Ng/i2w74Yda1qubLjueeTbsjeJWDdFZb47p4/z0Bbx9YcT9/mowiYDxgRZ4ZH5SFQMvLbjYZVBrq73fKQv0eZNbHhKqCQ4' +
      'DiqgBH4Z8P39eGkCrPEYePWgK7yBLNhPwoL3OMGXf0hS+B/9FG4F5HRrpJdUEZMaFjLYQdwKtwHZK8D0Bgjy60jm4Th0SqTzS7Bg' +
      'gkbVsaGC10UGxmDK7c6GbXeyJPMHBaAnvBdGvwtgyQEI5vcQkSXIdkfBsdhvP6IAuvNBhsKZWLQnS4pqPwCzJjjiP4MBa0lMYSDm' +
      'AYjmVSTQpwx5tOmaD4PTj/H7fRBvh2vzZH4N4B4F6pUFMn8LQ+kDib4s2d4mBOlAXLyxUOY0zJpLwYT7Qj7ChcZU525SECFQ1RYq' +
      'fD0mc10cTPUj7CwBRDc8nq9wD4JJILnf4KzTKEjFCKALENs/sd9+XUjv3hiyG46BrVXw/wtM+eeVGBcC3a9J4TT+bihS+C+IZybw' +
      'i3x6aCYK38jqLVeFuzHtFiv8pqBdzFptovyKhfxexjCoh51HB8lG4Dybp6heaoDMh/orfBu0+BoS7iaKZT6KvByGOOYpCKRCiO9+' +
      'wPafFYiFYAL3oRKFd8DVShzNQ8gzRAVMxeRgReH2HKUXe7AOB5y9A2VegW2xjN66hx0B4f3SGJ/CwV3Qs5k+iESVR3uLXg1OY/OX' +
      '0O0ZYfOgaLOiPwWtotf6S8sUHgpZDUTS2tEOAiGJ/ZiMgm8/RyQ0uAFrolSr4wo3CvE3g6+vyhVOCvN3IxsoXxZtKf1wQuEHUK5f' +
      'i67QWglfNwCsRekzcAyEnowJlmBR1Ac6IGoQvZEHZfa1ONXdllQY2mOzIMZrIJ8ekYpb/ZEZ63gl9M0yH0HiV4MtBZ6WViv8L0SY' +
      'A3Af4Oj5KNSzYKDC9yEqOyWEX60rvAWs/UCFj4XQmfvTkl6RG2FQWqWw4OAQZH8FOTuC0AjmespkRvNQg6aUIqpW4Yn9Zf4jHB4Q' +
      'WV0LU1YPUvoNRuGQUoUf0aAlUH4MFfZufyFoYNgiRLsfCAcVgo9uyOBSBQ7GoYNwvVDUE5CqewilZFcDxIoC0dRbQehFwVY+7ogj' +
      'ODMLuLYB8XTk6Gfi/K0S0AKQD1UgZlD1Yl/5xnhIqcxylrgekqg5sZwWLWwMBLQcdHwCjHXoI9+yuAveQHm9ygpvBjWiAfhi8Cwy' +
      'OV1wYAL5cQjrIkLeCN5vMdppVlxYRGWCxECsQk78+ZC+vzLo+AkicKyfq+gT8LMPtF1G7s/B6HrI3n+h74jqfi4KvffGSxT2NVLV' +
      'bBWP/TWIF42hXnROFZYz8LsXHcuZPUjhGgl6NJeCbge8LAcnD+X23hk8DnN/B/UnatBd/mQqvBrt03oHpH4CsewRWnejgDMF5bgp' +
      'DkkiVZsQlmDLfBm62YY+iU7Ku6HRJ8G+nIyJfsCvgMT3xP33xjBQJa7yP5SiYi0dQNfC9DRD4eM6NFIWEQ0cDTqKNurehwTgi0JX' +
      '3T2RlOGlKUPnSRmg8DRebmXEUFYbM3U1+CxT56FZMcMNDmZpUEa2hrtne7bGZ7IVfFPU5eh0Vw69mANsSYSwOlenp3Ppo1zcaEl0' +
      '68f66fR2P86X4qgZYDsl6XRToiAKLWK/fzWqU0qmDiFbid+VNcO0Zyoa7VD4rBI3nPTYmE5bY/RSjK/FJLbyNMPzns7T6KM8Lqe4' +
      '4TqPETwQ5zMG9jYU32nW6RZTbT5vzJf4uXzNsKxUgUYdBXygIG54ZqJQ5+ZCxQjCs4UadDa2P1z055f6x0FbugilW4QgiuijIi4f' +
      'kDRM57EBcDGA8ouRnSQYKoaDYqqN88Z4Ug2uxhFCgjoSfCCB3VZioE7NA2nnQD43MAmK6kt0uqeETpTw1yVJ3C/dg3Q+MkgxfLuy' +
      'VKNFpfx4KQIN8gdrNGUwPzg4obq3ButoCxvLNDW8WgbrKnWofEAFYXaiHNbLaWc5nyuXWKrQqL6C7qngExUSf12BWP3uSp2OVNKn' +
      'lVyVlLgtqeF76R0IqLBK521V4KcK8Kuotpo3VoOfao0+q6ahGi/XJD6oafS+RiU6t+gS79I1Pq8jzW5jSqeeFJ1M8fWUxN4QjdYN' +
      '4aNDwKZfNVSjtqH0xFC+MFTiomEaNQ3j7cPiYCKzRqPba2hLDR+vkfgLjEYM587hoNn9cLhu+ObcERrvHgEqTNnQqNGgHoNPGhJf' +
      'xwiSXJfmo2mJr6Q10kxuN0GTdcHUqMiiJou3WxKfsTTOtmHA3WJrdNymL2we4Ujc6Wh02KFLDpe5Ere6Gu9xFagp5mk0weP7vYSR' +
      'tm96uE58HeH9ytfoqs+pIAFJHggwlU6EupE2d4ZoDngLvPralOqfqNWN0HNuw7V7GzZ5n+Lpum0jMWtdGKlw0Sjkzdw+SqMzozj7' +
      '9oQR2HfdruGL4IvbEfto6hzNh0dLfGm0RmV11FrHe+qS6PE0RqdJY2jbGD49RuJbYzSqHUsbx/JzY1FCYWoctDuODozjd8dJnKjX' +
      'qLmedtbzuXrkvwH5b6B7GvhEA/KPkdNI3Y18pFHiTxs1qhpPbeP5ifESXxgP3iZQ0wTePkEUZuZE5GYibZnIxyciNxM1JKVzkk6H' +
      'J9GlSVw2OQkB7p6s8ZuTFcMMG6do1DOFTk7h61OQ/6nI/1Q6OpWvTJVYm6ZR+zTeNy1uhGHxdJ1nTlfwlXVmOlLTpODrcUsTUtPE' +
      'XzTF1aBzRooOz6BLM7hsJhIzE26DN2dqFJvFE2bBgH1qFhrELAqaeUNzEuRebdbxvdA+W6N9s+nibC5ukXhmCxpEC59tiavh2Dkp' +
      '2jqHXprD1+YAc9A1V6dn5tLluVw5D/USPj5Px+d7fiuKq5UebOXXWiWOzNdo5HzaPJ+PzYePYOgCjZYvoIML+P0FqNB080KNdi6k' +
      'cwtZWoR1a+sijV5aRNcWsbVY4q7FGj2zmC4v5so2eDAfb4OU/fwlOtT54BJ8VS3RKdJOI9t5c3sSn//tKapZSiuW8qGlMOaVdGjU' +
      '0kG7Ovh8h2gHjctQWsvo5DK+vgyJsdct1+nocrqynLU7JG6/QzNs58IdSN4KbloRV70zK1KUvZLqVvJdKyV+cSXWzRGdGnV28uFO' +
      'FGRQtkqn1lW0ZxX/bhX6TzhpNep+NRJh3Vitqd66NbC/hq6sYa0rqXr7ulJ0sYuK1/LMtRLvWAvVp3O7NRrbzVu746iNa906WXdy' +
      '152oDefynWJ94bpqw3PeWlet2g3r0bG9F9dXqU5qwyBu2/Dt/9FPUVO5bwblKyKRyP8c2R1Nvf9YgKtIy65X9/4bYtCsZooQAAA=',
  },
  {
    name: 'unpackLzw',
    unpack: unpackLzw,
    packed:
      'H4sIAAAAAAACA+2X5VsTbNiHn0dUQkIfgxRUupsBIqhIbAgT6RJBGmnYBqO7Q2qM7piA0j2kY3SMBunRPUaMl/dPeL+/x3F/v6/j' +
      'd5+/87hulvTIT23DQI0uqnSRF199h//NIUt6pZolxH3nPTBFyH4uQf2h49c/AS9M+b6fCy13hNOK2u8oD794z8D6/H2C8sgrxSim' +
      'ezV3U1gtgEguh7JxwiMTSkZZy4yqYpFCpeQXZuPKNhUWoDS+CH+EX0I2puRdqkUQKLcQm6lSTu1FMXofUwkqpXBrePySOs7xj0gn' +
      '6IkNJR3F8Z35xhp7ZXoYsIuqP7lUncHh6baWis62euUPUg3mByKK0WUpY4NrkZ+CNUuQSvh73E9PsOOmOsldfoTqzano2r7Q7wYC' +
      '9u2Gj/EWhrq8VK1FDgAJSj1J/cX+qJWl6zSYeZG42XiZ2rl0DwPA0GWRjzEwasw/kTbEhtXTeXP73cIwcUHa+iGgALvv7dNw3HmV' +
      'mEzijPuz8fx95jUgxaa+17Hde3UtKYDyoYiVLqX4d9KvgcEpwfJBaOv89OAHwWQTlMd+dM/1xGR0s7zWzJXmg5/ZmJNQihbRsbyX' +
      '2MSb+tYHbZha3T9LTo8m9Y9tp2Rrq3mlLMq1uRodon7OGvLKNHTVS/2+Iltk/XPAquNbBm0SyuURK1MDoUipL1Gf5g+wSWvz4hOJ' +
      'jkdmDOn1A0LfwsCykI1k83Dd9hBYWdjDcCkOBi4yc3cgR9LOn+E8D+CCUECeAw/FHWpxMRBXvsxa90aQ0Atpm4z8bFiJtmGxNDfq' +
      'RRo3ewF+unUC5WTTxwsW1q0vKRTPI+dKzDDSN3P3JkqZ/zCfb/hub+9Usp4LWH3Bjwhe+2e6XPHPi52fGaB8vtquzhe2hTH+UPts' +
      'p1EhgUZN6s31as0Fx/3fwD2LnUr8yMP2ln+6JV/UnU8LcdXHeLwWbAHe3+Yrw7T9EmoeXv4l0FF/scWVKDkXehDHglcJKKLUcD9C' +
      'P9FgZG+T7PkljDbUV3FxF2kydG71fvVzuzFvRoGkfwwp5fKHauYfsVKxjh0X6ru1c3aUj2ntpsteiz5Y6JGciqwyMTLG/J4k6196' +
      '1mYe5uUSK8J6Rd9Ht8hJEm3Vvy1K7RjDnz1NRmMo3mD2cv2Y6otK6UTgbNtsSovV0MHBTPBpXVXhArOdpGboG2K1E6Co2b0pyGBX' +
      'Z9O3Mmm3x7ItzWVRiI35RLvAQnV3sgL6OmAtp7JmtifpVRr/SP5sEPzgF5hoBUcaD2rAzUWNG7U775TXGQ3SXG62ussPEg7GVkhL' +
      'ZtU3iJ9LWh4Qr8K6NKTkfwfAy2T8M1/uwI6WU7Gvzn2g6OKT8m0G2cNPrOnEHmhLzXCr12m/X8zPwpaap7FKzlsGFz86nhJHQGpk' +
      'bBmjwzWFpMshTsyRfigZ3WcPPCg0b7YzrCvw9ftWGDvxniwi04nYXvPefQL8uRnHFEuLu6O9RN5ENowr64l7LO+dpr/X73vy4uz6' +
      '7FCvcwh0CG63Uzt71lTTvh9i2UyjNvejj40ey+uSYMkPZZbi/24jOtrwXjZqcpS5pE8nuy7SBwMsj16tuSoqCOD6oAs8s483ioQm' +
      'i9VDF4+y7tDgiuNTDgP34nLIf0/UV4xYRqs9+OukeF9czUI4rOrz1+dh0FYlCUy4kgyCVN4CdBr1K8aNQnuaY7WRjCgUbEppWu9J' +
      '1v8i7Nf3Z/AZtjgFlY8FB25b0hylHmKY0OKK5DiD/4QMUm51pfFB9ySroIi7lv2LqJrVlQkHmvxHmVO83ubLwmFXAtcT8WNZEgZz' +
      'vFpXT/D0Urrwf7Qzb4F8D0tE2TIOU3q8QzkWE9W9SwP0tpTJSN5IREJu+L69ORYfYcP1ZXeYWbZ8dxyUNTrKrPpjifDoeJdpzR04' +
      'Os7xd1WpwkcAmFHOy/rI5ZjW3ANkTber0/N1fYj/PubbTdWa3H7xiHepa+L7U2t3fbMxJS+H6M6rjQJniqF4xYQYUL61nicUTGgW' +
      'CjwZW7pAkmrojwRn7m4tyQmzfW5ftSzAZP9lSkWW+zM7ZQuo4j7dk+iPhtjGwyhX+Uf0y78u/46VS+BVRjOMMHx6amkzwDNlJSoS' +
      'TVGRc1BVYJZdO8YC0YojPZlWAsBfoX48A4FZ+e51u+sHfhApYmQzOdVn/DHdVaqWGbWpfoPLqmHeEwAfo5w2n7X5/fke+8hO/zic' +
      'Asw0XB3ext7Paw1/gpnkLql6M/Tt0pWr1o72e26znX34PR3dzhcNi7/tY59IVmQPjNaamdi7V2h92Vk6CkWPW+iBubpDu/ZD/xry' +
      'OlurpG6s89TcBGK8WYIQF0cffr3rfLm19IC9tSwxuWrimYdR6qf/thJrREQd059RVkxRTXRU2SFt1mpaKcvPG7bcUCasNnOsplpN' +
      'tEcWwSQfZ68Cq+GAizInph6D7pJBu+YxDuNDXeB/GbXfDYzyAx59WGVmdCoq+uhob83ITsEYlBe2Zh1ZncP9Hye3vAX1lFc+w/BD' +
      '2dOST56HHj5zaP4VOg8Iq4lEPiiruuJscOew4kcO5Sjujr5s+IB9qnXaej5HytAr+0+puoC1WDH990rq6bEr45VSDfhfzhaDtvWU' +
      'JgIaqrH+sqCi6tHpanskp8p97k/kMtbsxtLOrem5z2iiYk3nGTyq1RyLzur/ljKdhHbwO+e9Tlis5kjEJgmchWRTqT+8YeChSCgP' +
      'bED1/CsPf1v+bKEk+w6PXcAupIQRKsVIoezW+KxzmDqmvldmOItBLxW2+9s5UWZfcu31Aj64tPHxpAOh1cDB3oujtP26+M1junnU' +
      '6pkpKbV9rTvj35B4WDC97W4c/6Ujdg8TJbyXbBmfJj5w36k6u7k4VnBrinzv1y+jL6ivY5PYHH5ITHiUPBK6u7KacVr7TdUouBbZ' +
      'cFpTk5Xb4cgh3KTgLzDZOv/KSpXeCxqOEXvMTfUxS753fVhWLb9f2SVa20P2S21ENjj6xXtLwISPxaX2RZppiMbrIfnqyrlKhY1P' +
      'M0Z77ZBjhIoBjoSa+Hps4TVd5/feFr+UAX9mZJaU/gEUn+6sFSxh7rN59ksupTcEyj+Cvra6Y5zx599y+NpAu71dlxF8al24qjjp' +
      'rDSS6Wyx2OmT5cclpsAvQJLk6bFGibqJ19hzMRrhmf9i4NQql8e0XxqCHAZlE0VkSPODIQHb2pC7+JazV0ySOmrgfEpyBofVoScD' +
      'uR+O6YgZLVYGzZAcIi6rgjYGHfP5dy+qAWRpvLdd6TFzT3RKHB6a+NUW63n+rxejDtyi0iM6yJME+qUaymReyG8fb9skbjNeY3C3' +
      'AEoBe/LUygC+4XVY41qOfS+T48jHKVdwz27jr0/2mp461DWP0+ebm25ngXCiBQMOyiJs5spU6BWmaEe6aYrmfEqS/BIL8JoJ8cvg' +
      'sMMU+ndJOAaKuj/VDYTXuttqeT16qofs9ne2lDBPDqBd10LRMhdPuvtC4ZpF/ASsh7yWrzPegntSA2npTLH5QgMPe6P9nX/ZBSYZ' +
      'LMEFleyUrubUeFbrzW9u/lgyyL5DHR0C5V4PMalz/avl37lOf2fK+kxCRJAL2qLj56z89ea+rwj2mxCpKSQR+rjOCgAIpdgM9C0E' +
      'h9/111QGK9d4M+mGXHJo4T7YdnKIykkaVwCCpZ852G8qFpgEIfO9iskCYnXlMoTdguj8B90AS0ohFEVi/hKA/WTnD7puD3XM9gtD' +
      'NIuedyIYob+jW+N8NXtAR6zBFEX8KB0Q/ZS3T6EvfRtwSSliHuGPQYRRFAkSQkzc6dz7EW8hMCglnhYNBQNhTvcIPhQ9T8Vq2S51' +
      'wg+1rV3ZlPd6bBzZtMbI3qo+U++m80cVRSbeV3wZZqeLD0qti9Hk4kRtSI4+U9AR9/v2RLOXzBeIt9OBuBj2hHeFxDrXyre0O4Jc' +
      '4vV1Y2wVE44K4wt0/W7Yv1YXCuqd/7BzgmTD4uo2FX+RBWxuKkZXelB0JIj2WFrh/ITIYiymw+k5TDK04ccrEjopRpy95l+UbdZI' +
      'Qoe4wvWmY4Huji+5XN2U/a/okk6/SVTj6atDZI5clCLuKavreHyAea0hjHhJfYOBQT6/AzSBdoV1IQlAI22y2Pq65BlOlSx2XwV6' +
      'yLWCUcV5cKNFqH1KQq07AhuS8C/QJfZPYn7c99eKLsdOMS1YGVU83KRdfBmb8jJUXMDN5pOW351pBAcZrEvHZ3oinns9bFL7+xP6' +
      'mBTL0AdA0Ci5KWe8gtDjhDryNPnQcDSn8AJ7GvkxnF7E8c6K7xy9Qww5BK4U9lwXplfgnHhGe4bjp0zmly5E2j/hP4pXtg3ySlyT' +
      'KKM3MYelLFuHfSNLHqdDnJ6n2N/l6ZLKiAtNAQJjNHu4zHOdKmuTDCdTz6w5W0R/TN/LuuJKNgnJ5bXJLZXK/ErmO7qejsSGctKl' +
      '8N8P6ADaCaeYyrnHyRMC3+hm8OB8zggJDlZ64R+gSICHQV3WXWDQrrD7nyk/ddoCGmQeEJdf2ZP/ljtDtcTrt1SwFzDwOCX5Pizr' +
      'P5BRIznSvsSXAWEExv5YlMz014Z5BQg9DpWwX4Hx88jFbcQp1ob5UCC9eJLgyML/TqLMQYWLkoW09IUODeCL3oL6ooKr0IJTEmYz' +
      'hrhm3dgSkAzBxLVgS5HkvZN+g9+nccA1QvdIKVvpSb4tMjRnJkrFJrRIPz6cPkaRJ/wDT56Oa77xdO5Fb669K0e8ZSlkNddNsrSG' +
      'IY+WECtU4iWwldJanMPpAeHQl2OjkEXhaSWtkpmQudLJGcSUOFoPl+L7Pz8nFnPPZGmTBQmslb+0ilBQzHoIQx5yZOUUlVb0ZcYV' +
      'wgEhZRDXQHnLzJOw7/F0mfOhCN+tjGIK81br8nVuJIDec0MKvERISpR4Lj4lEwRNZxgH6uFj2eBxw8CgEBHHAXedvnrPfaV8PaRn' +
      't3QE5WXqpwQb15Svyfpyu++cVFVkSDT8KskDsi6C0WSmBAbIT/qsx3SeFA9g+cAMMVpkPLevlC0qNSWlyQUC0w8B0Nc8T83q74t0' +
      'ayyJBMq8JPFmbkRaKyNeNoCt6aovxn64haeiQ7wQVpn2hwiVfvPbP0g0r/cLnoIVnvBem6T3jGHmwKhAfbeFraog0jJxvVRTXHbe' +
      'SY0vsiZKCjkTlqTe66zLEIbfiHcbq2hJiU6El+rYotookorJvYf6YrYp3pYxlsjoZFUqxWNBdeVjCkca1eHQLF5yGDch2Agexz79' +
      'BupXEckIO+t+jazP7rKOw+k2vbX47Uwat+vm5ZsawX0pPRgUppXcjKNDveWonJcXV1GuJJ4CCaESEwYxfQ98n6Bq6/vMi/qbDV4H' +
      'z+k2tNM1hgMSs1SqHhU3ZBFa4xBR9sF5l9Jus5fSLu0ujbMN2nToqgpGPfdmTBH6iDHqn6liX2Q1H77EQbfqILXOffaNpWkmdUNJ' +
      'gUrUN+vQF6hGLUArL0U7yqAU293Qwap+f02Ut7GlevYbOV8jf8QfGuny+p66bN7ql57v6sMqyRtgMLGOe4wp67NtG7QdeeO19uP1' +
      'DB2dGMmuQ67u49WuOfifMymtZ+GZXDvcmi6Q102KTLbFn9MCfdjMVZQbTN3r7k03nrIKxqUkxkVUPqHtAmihorh/0Z+1g5u6oqRq' +
      'avrgiojAyv6yEM/SYqVAUZ5esGfnc2Qd+1UHFhEdxARKno06b1Q0/ilXvKZ1Zt3ulJZeCav9HIGZS+2/vlsTwlA0SoYw5/2NDGkR' +
      'Vmj/ptxNmZJIyZW6VNjiW/JHzeAnr37ZKcztmyXmTYPPvk4nFB+lL9Nr3VM+nuyzXATrNs9cJy2msx2wWEM76MC2CfJWV8E5V78o' +
      'aeVHAX71tqj5JigoLQKJ+cpkaCXD7vuKZ+hPcj15R2VvsWoBJWyc0tfP8w0Ymd++09bfEdfA7VNqGEIennOvtxf8HU1zMQzvCf5L' +
      'qWB93miq39rd5Kpfqz3zUSYaUyZhp2SxY9zK/YdWb9iU0IJFxmFslZZluk822rVUZVJF/Hi8NEJKxg7rWgEJfQx3J1AeQ3YzP6hR' +
      '7+2iPopQIc89vFeZujXmoq6tmy+AmNMVV4EeR6l4GwWZHNtNo9dk3TsXk7Riw/L3BoI3myzHvcPnlZdSTR/ZJSkzJfdudPDkTWaF' +
      'dfdojp6OelMj4lBpb9evgokfpfioijponXqgCTKzM+LurfO5gta647VvpiAno/eAfZDAAdH04FZ+VEvpT+2iWUDCSIXNrKCnm0xj' +
      'jRtihvViRkBh1kbFaXwgVnLT6RkWkPNcOCu9LWMgMq1ZUTJy2pc8NFHVLn5eIEJGM9ZLI/rNmCx+gT0pTqwZrcg5xcU7rgoddmdy' +
      'ayp9524UC1XNwALGx7VqnAYiz1XfPWIWosmYNA+ZrLCZnFOZbNiJc8R2J15kGQy0K/EWYCL5debfPK4INOed8Ir6e7w6Lv16hFAx' +
      'fjdpXDHqd9+1AiUzhFONPUFHhbyhfmcmwNRr7DJkpbZ5ccjgrwc8v5t/+U7oPORk4izwN6dd0l+qQFaj2JfPB6sMJZhUQZOlyV3d' +
      'c4wC69rWacnpbyXtih+8Mal29boj0CZUJh/5fPguV9NydxuKYciDt5lsz3+Xc8Xp45AJHnWi47bHVyNQ57Mlk9P8s5+P3dfNaFVa' +
      'Noxpj9v5ld1TKtPXanxtbybLlcNpN3HtPVjxgUo5ZuG+n/Ll3u/ivvxuY8Iorfo/ksIlVPbXGQaE6PfzmAVfNAT8+vle6bpDvaxP' +
      'IyV0ybMdqDsnY7jRwOSZQRnwkRkkpvZu2Fs+ma9ATxIxDi8Q3ZrjZlqcJ8+z6tGylYQYCLxARy58TFk+eh3mwYdeMRKAMIVlR/P7' +
      'hk55GOxze/ZXXcY+ZmaFMoMkBp0H9GMJe/W0smGyTfsvSDZFP/SkTm3OI5acIjP3mUEbA2KaZbWzRAU7+7n2qd0LYvg30oOoqsD7' +
      'jd8ogP1NMO/csnqM3hGP2RqjW75e2Xi75PKcgI/koty0N8sEDOAYkjfbU/dEsM34S/zafMPq5uiGZOSRvTaVZ1zqnmbFz+YnpOP1' +
      'iGnK4pjr7Rgvkj4CPL9BDUg63UWBw50Df3kzxA0MRqKillUt9xYn91aeHtXuxu3OZ4v2lc6kxoGYNbwFqk0FUe2NOf72qeRvFrEk' +
      'J7R3z5Cp8btQfM/oudPcsaHREs/eWNNsQKsAmupNrxLznDibHAOxKbilpDB9RRZ/GDV+UvXqvV7vUcwrwY/GuQTsluJ+HH5B7QP1' +
      '22/UZk3MyXZSbgblslyZb2NsdyHuOzz2lwC3c+O7vbwekB/lIvksoADg/v7Wfj9mZ5FuOyGA2M164cVfeyg5lCyVjwyrgYStO/Ij' +
      'g6hrSJFIeHqgXkz1Lz1YjGBSg7HgvIM6FRg0L7jQLOUO0wDoIBfI8/Bwnavjk5EmNwnZRhB4qHGIuykElO5ila4jvV1DKUoqUJAm' +
      '18uwiPCkYZIxuHrbhcc4VeIQGx9nMjSUiNJPLknu5qlKYtxuNi6m13CwpfwIMz29ZewWEbA7epmZ5eyz+U+j5zI33jRsc9I2u/0j' +
      '8dqlUvr1iTHb4fXo1aPj64RvNxZPz8lk3dRkwat73HweKvvIKy/+XKGxwzS1c1P9Ay8W93uLnIGZ0c8Fe8b3+59hKx6U/1TuS8A1' +
      'lySrgTLK5XYcxkNlgzvR6OatzzoXCCOfdhn4bpr3lTn/VemWkyVDJRi6y7+44Ugx1SnQNiMXC+WZ8riInWcRfjlYRtXgGXtR9NK1' +
      'KJLhfTiyiG286KVmUWyDp6xo8c/24VQuvKnU9ldM8RCxmN8dl0mDyKcI7WbRsDX2LqE2E9nZ1ao9IzhfHcF3f0ahiltQZmL56Jkf' +
      'O2BQxlB7ctk73G5Vt4/8Fo3Ig/IZfqn4UZuhCWToUPm7e/sqMrOHCGz38sWOE7xMY2O1tpQAHC0LN7upvbleG716wnZoKXHS71qZ' +
      'H1F+0VTOz42n0d8NDj0DaO7m3I5EOFoN/8UMhbB/6aunMX+UGro6iHPLfMsukJQ8OAHOLKDbdcli0ZCRq4jvxi+5VfjfDWXYr0ob' +
      'KiMtqzwCbJsNnsQA0+/UuFYtCpiXuYNjpuW2Td5FJHnIBeOiLiIjAMBZwEh5qjT2oKsxrKFcJAb9R4TL5+Yma2oIZ0WDNV8h/sRU' +
      'dm8XLlvf9H+4pGKdh8Nw4J1VHx9vJ94r123fLWPv1hgDzwdpZz7vBOx/+F8mH/d81kXUTYKvIrcJ2YuuQ4La8RGf7iCuKKddO2nM' +
      '2sEfYykaaDHv2n9epjokbihdUkKapBkveYgXhvMX/YGH4gTX4pvVxfPrjs87Q/3ETJampYG9T43e88YK+yBCx+i1oSvO8Pocotoc' +
      'm5E1tc/9/a5ooE/LokHLsq3T6gNl31LCMy08CwN+D4ULUUVXB/YxFx8/CjgTvjc8LgFJAEvBWFuHoPGr3u+N9s+rsdGVYph2MPvn' +
      'Q+/R5pBCQZS6wzgY3HjZV5cpC8+0r2a5Evug0qbh3ta+SWj0ypfOZFvvuMDoHe/ebLOi2pNx7SpFlz3OB1+few45HJFVB7AuHqmm' +
      'hT4fwj0qPsxInXVEdsZxHg4vd0Jt0qiGJm7B2IUe+BsejL/aXXt1oGzkt+ojL815qNhZ2V4u0kAj4hn56QF1TyriooLiCvPf5WV/' +
      'XVuZl4dxyKoa33jMxxmW7s4y+VL0x6QmV1awlIIxs73J6WjwmTD77prI0c+oTLfFhupC4YeIHSliH04mss07wNCFaJK+zT99mOHs' +
      't1x4nPLZrVINtBXDd0tpKwsrlcN4SdnyKX/BREYCjr+jOgSgons8FZaUyezgQMwa2N/CuJ8C3HCGzfP/BA4mTvxwGOzzvetHmhE9' +
      'ib48loGUD02oD50TMECV5PNLFAH4+esd9uFe6EEC624a87Up48ZXtyIH5m75ITGFGNHMLwO0Rp6HtSPYjZF9/Al2Zi0aHZZRvhzm' +
      'MyvtoO5dLt9Z/r6XuKoMgWAXwPHn6xjEhYdt/pvdTjzZFWZ0ZZv38Fok95ZJchqYAlrz9mpSwR4BYofm81+RD66EPy+/Uqv/MlBn' +
      'Ml8xkMl9GxEpmE8dDFKTfUuteyC2tnr5GovkULQBLsGbXUf3uD+G2ER3b1k6TMm4LeqlbGijXOZ9LDyMI57SndvxZETIvU3d9VUX' +
      'rG5HE+S35p0S/H5FJCGHFLwF0eZf8n6n2wut4AEf9tLsbyoyZrURO13pSGvd42a7oF4BVJaP/H+Z3LdduAXM2+FixM5ztrTWXM0D' +
      'WTxvRX/5Z29+/v5CquSVpj9dql0ybh4bIQe+zccvMxfzBXKr61OjePcy93tD0as3TViBnutd2M019vjctWSwPWtRjvRLPMNQWTL1' +
      '2zctLdRqFxC9A5PlVRmmU8uB69u3i0m5cJkDSAv+vQAScgbrWuWMdWLc+RYAAoMTpODpc72T48QDt9DrxlUYYHoFSH619miVR3y1' +
      'y3L1LnJ1H3rrtEb+i/9tqPctk0MKYUOLkF68xeiaOOGE9WIEy7/eDnA7c9C+Pb14nInOybH4SfbJuqn7hWHUmXD+tRPTdQ7X7prz' +
      'QVTChpDktseD4cpCwpOE8xFv7xgHbGC09C5T5f7El0hqvzNKXB1vQKKAviL01N8QHz93NZzoR811aKl9vFNCeDS2Vo9YyInYMs/d' +
      'kpk7IOObYq1rCzTc/sTuXSegL1LU0xJtJhmaaXRD1CgZ6i2r/e2wg1HrH1pAqyrvUvEERW5G6va8WxpELav5/inEr4ftKT25bGze' +
      'UzvxdKLbFwXtV28YFi+EWE/t+2/63hFsuJsZSopWipTEUNF00Rh/rjD3vBXXM8F36XVZTJl1VehLb7n9hH6XiP3JeNKLHteD6w/h' +
      'TfK1wuiIeOCxmvtxe9Fxyo9znlVC7QD++XtCGvF6TeSkX/NkzekEkXAyw/Xu400UmKVbPXNFYzFHS04lYLF7IJPtCAEy9omJKF+G' +
      'kbT6mZ8hzaJsfCC3KoteOYsiwe/aKt8Rj/s3FU9/m/8yHnD3vBd/zgo6n3U4P085v2w8rx0geF2fLzIQRK2Dkhax80MK3ahKJItw' +
      'GsvcEchpx6E/zychLvmigmFfjYAod+jXkLrUTrG57cWt3sfBJy00xZfSko7hSd2Lcr2L2EWwFJWgNoRwxVGcNJaZNYkmEgqvLXqv' +
      'faeTWlaWHWSIsoXENdIryVziaQ7x7SDRcJc4YZdiZws83hetWlQ787mUd9C+HYA1Zv8SnXBtLHHjgBLfr7o11f8vIf+3JSRe438A' +
      'iWrVUN0eAAA=',
  },
];

for (const { name, unpack, packed } of FIXTURES)
  test(`${name} gives back what the program packed, and of a cut file what comes before the cut`, async () => {
    const bytes = gunzipSync(Buffer.from(packed, 'base64'));
    const whole = await unpacked(unpack, bytes);
    assert.equal(whole.fault, '');
    assert.ok(whole.text.equals(TEXT));
    const cut = await unpacked(unpack, bytes.subarray(0, bytes.length >> 1));
    assert.ok(TEXT.subarray(0, cut.text.length).equals(cut.text));
  });

const pieces = fc.array(fc.uint8Array({ maxLength: 400 }), { minLength: 1, maxLength: 4 });

test('unpackGzip reads members one after the other, zeros between them, and nothing behind them', async () => {
  await fc.assert(
    fc.asyncProperty(
      pieces,
      fc.nat({ max: 600 }),
      fc.constantFrom('', 'PKgarbage'),
      async (parts, zeros, tail) => {
        const packed = parts.flatMap((part) => [gzipSync(part), Buffer.alloc(zeros)]);
        const found = await unpacked(unpackGzip, Buffer.concat([...packed, Buffer.from(tail)]));
        assert.deepEqual(found, { text: Buffer.concat(parts), fault: '' });
      },
    ),
    { numRuns: 60 },
  );
});

test('unpackGzip passes over names and comments in the head, and tells a wrong checksum after the content', async () => {
  const plain = gzipSync(TEXT);
  const head = Buffer.from(plain.subarray(0, 10));
  head[3] = 0x1c | 2;
  const fields = Buffer.from([3, 0, 1, 2, 3, ...Buffer.from('nom\0commentaire\0'), 0, 0]);
  assert.deepEqual(await unpacked(unpackGzip, Buffer.concat([head, fields, plain.subarray(10)])), {
    text: TEXT,
    fault: '',
  });
  const wrong = Buffer.from(plain);
  wrong[wrong.length - 8]! ^= 1;
  assert.deepEqual(await unpacked(unpackGzip, wrong), { text: TEXT, fault: 'corrupt bad_compression' });
});

test('unpackZstd reads frames one after the other, passes over those to be skipped, and stops behind the last', async () => {
  const skipped = Buffer.from('5f2a4d1803000000aabbcc', 'hex');
  await fc.assert(
    fc.asyncProperty(pieces, fc.constantFrom('', 'garbage'), async (parts, tail) => {
      const packed = parts.flatMap((part) => [skipped, zstdCompressSync(part)]);
      const found = await unpacked(unpackZstd, Buffer.concat([...packed, Buffer.from(tail)]));
      assert.deepEqual(found, { text: Buffer.concat(parts), fault: '' });
    }),
    { numRuns: 60 },
  );
});

test('unpackers answer any bytes with content or a fault of the file', async () => {
  const seeds = [
    { unpack: unpackGzip, bytes: gzipSync(TEXT.subarray(0, 500)) },
    { unpack: unpackZstd, bytes: zstdCompressSync(TEXT.subarray(0, 500)) },
    ...FIXTURES.map(({ unpack, packed }) => ({ unpack, bytes: gunzipSync(Buffer.from(packed, 'base64')) })),
    { unpack: (bytes: SyncBytes) => unwrapCompressed(bytes, 'xz'), bytes: Buffer.alloc(64, 1) },
  ];
  for (const { unpack, bytes } of seeds)
    await fc.assert(
      fc.asyncProperty(
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.array(fc.tuple(fc.nat(), fc.nat({ max: 255 })), { maxLength: 6 }),
        async (share, changes) => {
          const changed = Uint8Array.from(bytes.subarray(0, Math.ceil(bytes.length * share)));
          for (const [at, value] of changes) if (changed.length > 0) changed[at % changed.length] = value;
          await unpacked(unpack, changed);
        },
      ),
      { numRuns: 60 },
    );
});
