#include "io/spectrum/spectrum_gate.hpp"

#include "io/base/faults.hpp"
#include "tests/support/mzml_text.hpp"
#include "tests/support/temp_folder.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <string>
#include <vector>

using namespace gassan;
using namespace gassan::test;
using Catch::Matchers::Contains;

namespace {

using Points = std::vector<double>;

/// Peaks of so many samples at 0.005 Th, 1.7 to 5.9 Th from each other.
Points peaks_of(int peaks, int samples) {
    Points mz;
    double at = 100.0;
    for (int peak = 0; peak < peaks; ++peak) {
        for (int i = 0; i < samples; ++i) mz.push_back(at + 0.005 * i);
        at += 1.7 + 0.7 * (peak * 5 % 7);
    }
    return mz;
}

const Points clear_profile = peaks_of(10, 20), clear_centroids = peaks_of(40, 1), few = peaks_of(2, 5),
             sparse_profile = peaks_of(6, 4), nothing;

struct Passed {
    std::vector<Representation> kinds;
    std::vector<std::size_t> indices;
    RunSummary summary;
    Notes notes;

    [[nodiscard]] const Note* note(const std::string& code) const {
        const auto found = std::find_if(notes.begin(), notes.end(), [&](const Note& one) { return one.code == code; });
        return found == notes.end() ? nullptr : &*found;
    }
};

struct One {
    Points mz;
    Representation label = Representation::unknown;
};

Passed passed(const std::vector<One>& spectra, const ReadParams& params = {}) {
    Passed all;
    NoteBook notes;
    const SpectrumSink sink = [&](const Spectrum& spectrum) {
        all.kinds.push_back(spectrum.representation);
        all.indices.push_back(spectrum.index);
        CHECK(spectrum.mz == spectra[spectrum.index].mz);
        CHECK(spectrum.time_s == double(spectrum.index));
        CHECK(spectrum.id == "scan=" + std::to_string(spectrum.index));
    };
    SpectrumGate gate(params, sink, all.summary, notes);
    for (std::size_t i = 0; i < spectra.size(); ++i) {
        gate.open();
        REQUIRE(gate.admit("scan=" + std::to_string(i), 1, Polarity::positive));
        gate.spectrum().mz = spectra[i].mz;
        gate.spectrum().intensity.assign(spectra[i].mz.size(), 100.0f);
        gate.pass(double(i), spectra[i].label);
    }
    gate.finish("run");
    all.notes = notes.notes();
    CHECK(std::is_sorted(all.indices.begin(), all.indices.end()));
    CHECK(all.indices.size() == spectra.size());
    return all;
}

constexpr auto profile = Representation::profile, centroid = Representation::centroid;
using Kinds = std::vector<Representation>;

}  // namespace

TEST_CASE("spectrum_gate: unlabelled spectra that cannot tell are what the others of the run are", "[gate]") {
    // Before the first that tells and after it; sparse ones have peaks of a few samples and gaps between them.
    const Passed run = passed({{few}, {nothing}, {sparse_profile}, {clear_profile}, {few}, {sparse_profile}});
    CHECK(run.kinds == Kinds(6, profile));
    CHECK(run.summary.profile == 6);
    CHECK(run.note("label-mixed") == nullptr);
    CHECK(run.note("label-missing")->text.find("5 spectra named neither") == 0);

    const Passed other = passed({{few}, {clear_centroids}, {few}, {sparse_profile}});
    CHECK(other.kinds == Kinds(4, centroid));
    CHECK(other.note("label-mixed") == nullptr);
}

TEST_CASE("spectrum_gate: where no unlabelled spectrum tells, they are centroids, and that is said", "[gate]") {
    const Passed run = passed({{few}, {few}, {sparse_profile}});
    CHECK(run.kinds == Kinds(3, centroid));
    CHECK_THAT(run.note("label-missing")->text, Contains("none tells") && Contains("--read.representation profile"));
}

TEST_CASE("spectrum_gate: unlabelled spectra of both looks are told, with what to do", "[gate]") {
    std::vector<One> spectra(5, One{clear_profile});
    spectra.insert(spectra.begin() + 2, One{clear_centroids});
    spectra.push_back({few});
    const Passed run = passed(spectra);
    CHECK(run.kinds == Kinds{profile, profile, centroid, profile, profile, profile, profile});
    REQUIRE(run.note("label-mixed") != nullptr);
    CHECK(run.note("label-mixed")->where == "spectrum scan=2 (index 2)");
    CHECK_THAT(run.note("label-mixed")->text,
               Contains("5 look like profile and 1 like centroids") && Contains("--read.representation profile"));

    const Passed turned = passed({{clear_centroids}, {clear_centroids}, {clear_profile}, {few}});
    CHECK(turned.kinds == Kinds{centroid, centroid, profile, centroid});
    CHECK(turned.note("label-mixed")->where == "spectrum scan=2 (index 2)");
    CHECK_THAT(turned.note("label-mixed")->text, Contains("--read.representation centroid"));
    CHECK(passed(spectra, {.representation = "profile"}).kinds == Kinds(7, profile));
    CHECK(passed(spectra, {.representation = "profile"}).notes.empty());
}

TEST_CASE("spectrum_gate: a label beside unlabelled spectra tells what they are, and is no second look", "[gate]") {
    CHECK(passed({{few}, {few, profile}, {few}}).kinds == Kinds(3, profile));
    CHECK(passed({{few}, {few, centroid}, {few}}).kinds == Kinds(3, centroid));
    const Passed run = passed({{clear_profile}, {clear_centroids, centroid}});
    CHECK(run.kinds == Kinds{profile, centroid});
    CHECK(run.note("label-mixed") == nullptr);
}

TEST_CASE("spectrum_gate: looks no further ahead than memory allows, and says where it guessed wrong", "[gate]") {
    std::vector<One> spectra(300, One{few});
    spectra.push_back({clear_profile});
    spectra.push_back({few});
    CHECK(passed(spectra).kinds == Kinds(302, profile));

    std::vector<One> long_wait(20000, One{few});
    long_wait.push_back({clear_profile});
    long_wait.push_back({few});
    const Passed run = passed(long_wait);
    CHECK(run.kinds[0] == centroid);
    CHECK(run.kinds[19999] == centroid);
    CHECK(run.kinds[20000] == profile);
    CHECK(run.kinds[20001] == profile);
    CHECK_THAT(run.note("label-mixed")->text, Contains("20000") && Contains("--read.representation profile"));
    // Empty spectra are neither.
    std::fill(long_wait.begin(), long_wait.end() - 2, One{nothing});
    CHECK(passed(long_wait).note("label-mixed") == nullptr);
}

TEST_CASE("spectrum_gate: an unlabelled file is the same for any number of threads", "[gate]") {
    RunText text = small_mzml_run();
    const SpectrumText pattern = text.spectra[0];
    text.spectra.clear();
    for (int i = 0; i < 200; ++i) {
        const Points& mz = i < 60 || i % 3 > 0 ? few : i == 150 ? clear_centroids : clear_profile;
        SpectrumText one = pattern;
        one.index = std::to_string(i);
        one.id = "scan=" + std::to_string(i);
        one.time = std::to_string(i);
        one.terms = replaced(one.terms, cv("MS:1000127", "centroid spectrum"), "");
        one.length = std::to_string(mz.size());
        one.arrays = {mz_array(mz), intensity_array(Points(mz.size(), 50.0))};
        text.spectra.push_back(one);
    }
    text.count = "200";
    const TempFolder folder;
    const auto path = folder.file("run.mzML", text.xml());
    const auto kinds = [&](int threads, Notes& notes) {
        Kinds all;
        notes = for_each_spectrum(path, {.threads = threads}, [&](const Spectrum& spectrum) {
                    all.push_back(spectrum.representation);
                }).notes;
        return all;
    };
    Notes alone;
    const Kinds expected = kinds(1, alone);
    CHECK(std::count(expected.begin(), expected.end(), centroid) == 1);
    REQUIRE(alone.size() == 2);
    for (const int threads : {2, 3, 8}) {
        Notes notes;
        CHECK(kinds(threads, notes) == expected);
        REQUIRE(notes.size() == alone.size());
        for (std::size_t i = 0; i < notes.size(); ++i) CHECK(notes[i].text == alone[i].text);
    }
}
