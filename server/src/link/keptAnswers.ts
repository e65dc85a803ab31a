/** Answers by what was asked, for as long as they are not too many: then it begins anew, since what is asked often is soon asked again. */
export class KeptAnswers<Answer> {
  readonly #answers = new Map<string, Answer>();
  readonly #limit: number;
  #size = 0;

  /** @param limit how many answers are kept, or how large they are together. */
  constructor(limit: number) {
    this.#limit = limit;
  }

  get(key: string): Answer | undefined {
    return this.#answers.get(key);
  }

  /** Gives the answer back. */
  keep(key: string, answer: Answer, size = 1): Answer {
    this.#size += size;
    if (this.#size > this.#limit) {
      this.#answers.clear();
      this.#size = size;
    }
    this.#answers.set(key, answer);
    return answer;
  }
}
