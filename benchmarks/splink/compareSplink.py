"""Splink (DuckDB) on the linkage sets that `npm run measure -- linkage-sets` uses: pairwise precision, recall, F1 and time.

Usage: python compareSplink.py CORPORA   (the folder with febrl/ and splink/data/)

All records of a set are deduplicated by Splink's own recipe for such data (its documented demos): u from random pairs, m by expectation
maximisation over two blocking rules, clusters at a match probability of 0.5. Pairs of records are counted as in the measure.
"""

import re
import sys
import time
from collections import Counter
from pathlib import Path

import pandas
import splink.comparison_library as cl
from splink import DuckDBAPI, Linker, SettingsCreator, block_on

THRESHOLD = 0.5
RANDOM_PAIRS = 1_000_000
SEED = 1


def febrl(path: Path) -> pandas.DataFrame:
    table = pandas.read_csv(path, dtype=str, skipinitialspace=True).rename(columns=str.strip)
    table["cluster"] = table["rec_id"].map(lambda record: re.split("-", record)[1])
    table["date_of_birth"] = pandas.to_datetime(table["date_of_birth"], format="%Y%m%d", errors="coerce").dt.strftime("%Y-%m-%d")
    return table.rename(columns={"rec_id": "unique_id"}).replace({"": None})


def febrl_settings() -> SettingsCreator:
    return SettingsCreator(
        link_type="dedupe_only",
        blocking_rules_to_generate_predictions=[
            block_on("soc_sec_id"),
            block_on("surname", "given_name"),
            block_on("given_name", "date_of_birth"),
            block_on("surname", "date_of_birth"),
            block_on("date_of_birth", "postcode"),
            block_on("address_1", "street_number"),
        ],
        comparisons=[
            cl.NameComparison("given_name"),
            cl.NameComparison("surname"),
            cl.DateOfBirthComparison("date_of_birth", input_is_string=True),
            cl.DamerauLevenshteinAtThresholds("soc_sec_id", [1, 2]),
            cl.ExactMatch("street_number"),
            cl.DamerauLevenshteinAtThresholds("postcode", [1, 2]),
            cl.JaroWinklerAtThresholds("address_1", [0.9]),
        ],
    )


FEBRL_TRAINING = (block_on("date_of_birth"), block_on("soc_sec_id"))


def fake_settings() -> SettingsCreator:
    return SettingsCreator(
        link_type="dedupe_only",
        blocking_rules_to_generate_predictions=[
            block_on("first_name", "surname"),
            block_on("surname", "dob"),
            block_on("first_name", "dob"),
            block_on("email"),
            block_on("dob", "city"),
        ],
        comparisons=[
            cl.NameComparison("first_name"),
            cl.NameComparison("surname"),
            cl.DateOfBirthComparison("dob", input_is_string=True),
            cl.ExactMatch("city").configure(term_frequency_adjustments=True),
            cl.EmailComparison("email"),
        ],
    )


FAKE_TRAINING = (block_on("first_name", "surname"), block_on("dob"))


def pairs(counts) -> int:
    return sum(count * (count - 1) // 2 for count in counts)


def measure(name: str, table: pandas.DataFrame, settings: SettingsCreator, training) -> None:
    start = time.perf_counter()
    linker = Linker(table, settings, DuckDBAPI())
    linker.training.estimate_u_using_random_sampling(max_pairs=RANDOM_PAIRS, seed=SEED)
    for rule in training:
        linker.training.estimate_parameters_using_expectation_maximisation(rule)
    predicted = linker.inference.predict(threshold_match_probability=THRESHOLD)
    clusters = linker.clustering.cluster_pairwise_predictions_at_threshold(predicted, THRESHOLD).as_pandas_dataframe()
    seconds = time.perf_counter() - start
    right = pairs(Counter(zip(clusters["cluster_id"], clusters["cluster"])).values())
    precision = right / pairs(Counter(clusters["cluster_id"]).values())
    recall = right / pairs(Counter(clusters["cluster"]).values())
    f1 = 2 * precision * recall / (precision + recall)
    print(f"{name:10} precision {precision:.4f}  recall {recall:.4f}  F1 {f1:.4f}  {seconds:.1f} s", flush=True)


def main() -> None:
    corpora = Path(sys.argv[1])
    for number in (1, 2, 3):
        measure(f"febrl{number}", febrl(corpora / f"febrl/dataset{number}.csv"), febrl_settings(), FEBRL_TRAINING)
    fake = pandas.read_csv(corpora / "splink/data/fake_1000.csv", dtype={"cluster": str})
    measure("fake_1000", fake.astype(object).where(fake.notna(), None), fake_settings(), FAKE_TRAINING)


main()
