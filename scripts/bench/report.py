"""What throughput.py found, to read on a terminal."""


def report(result):
    for part in (contenders, ratios, peak, shares, startup, memory):
        part(result)


def contenders(result):
    print(f"{'':36} {'words/s':>8} {'CPU s/1000 words':>17} {'peak MiB':>9} {'start-up s':>11}")
    for one in result["contenders"]:
        if "skipped" in one:
            print(f"{one['name']:36} left out: {one['skipped']}")
            continue
        print(f"{one['name']:36} {one['words_per_second']:8} {one['cpu_seconds_per_1000_words']:17.3f} {one['peak_mib']:9} "
              f"{one['startup_seconds']:11.2f}")


def ratios(result):
    print("\nWords a second of one over those of the other")
    for name, ratio in result["ratios"].items():
        print(f"  {name:64} {'-' if ratio is None else f'{ratio:.2f}':>6}")


def peak(result):
    engines, machine = result["peak"]["engines"], result["machine"]
    print(f"\nInt8 matrices on one core, thousand millions of multiplications a second (fastest, median); {machine['cpu']}, "
          f"{', '.join(machine['features']) or 'no known features'}")
    for engine in engines:
        if "skipped" in engine:
            print(f"  {engine['name']}: left out: {engine['skipped']}")
            continue
        print(f"  {engine['name']}, {engine['kernel']}")
        for one in engine["shapes"]:
            print(f"    {one['shape']:32} {one['fastest']:8.0f} {one['median']:8.0f}")
        print(f"    {'the four matrices of a layer':32} {engine['layer']:8.0f}")
    if result["peak"]["peak"]:
        print(f"  {'peak: each by the faster engine':34} {result['peak']['peak']:8.0f}")


def shares(result):
    found = result["share_of_peak"]
    print("\nShare of the peak that the whole program reaches")
    for name, share in found["contenders"].items():
        print(f"  {name:34} {share:8.1%}")
    for name, model in found["models"].items():
        print(f"  {name}: {model['multiplications_per_wordpiece'] / 1e6:.1f} million multiplications for each of "
              f"{model['wordpieces']} wordpieces")


def startup(result):
    print(f"\n{'Start-up':36} {'median ms':>10} {'slowest ms':>11} {'peak MiB':>9}")
    for name, one in result["startup"].items():
        if "skipped" in one:
            print(f"  {name:34} left out: {one['skipped']}")
            continue
        print(f"  {name:34} {1000 * one['seconds']:10.0f} {1000 * one['slowest_seconds']:11.0f} {one['peak_mib']:9}")


def memory(result):
    for count, run in result["memory"].items():
        print(f"\n{count} articles, {run['words']} words: peak of {run['peak_mib']} MiB")
