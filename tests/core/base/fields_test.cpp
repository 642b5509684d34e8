#include "core/base/fields.hpp"

#include <catch2/catch.hpp>

#include <cstdlib>
#include <limits>

using namespace gassan;

namespace {

struct WidthParams {
    double width_s = 2.5;
    int points = 5;
    bool smooth = true;
    std::string shape = "gauss";

    template <class Self, class Visit>
    static void fields(Self& self, Visit&& visit) {
        visit("width_s", self.width_s, FieldNote{"s", 0, 600, "narrowest peak"});
        visit("points", self.points, FieldNote{"1", 1, 2e9, "fewest points"});
        visit("smooth", self.smooth, FieldNote{.text = "smooth first"});
        visit("shape", self.shape, FieldNote{.text = "model", .choices = "gauss|emg|hvl"});
    }
};

std::string refusal(const WidthParams& params) {
    try {
        validate("peak", params);
    } catch (const ParameterError& error) {
        return error.what();
    }
    return "";
}

}  // namespace

TEST_CASE("fields: a value in its domain passes, both ends included", "[fields]") {
    CHECK(refusal({}).empty());
    CHECK(refusal({.width_s = 0.0}).empty());
    CHECK(refusal({.width_s = 600.0}).empty());
    CHECK(refusal({.points = 1}).empty());
    CHECK(refusal({.points = 2000000000}).empty());
    CHECK(refusal({.shape = "hvl"}).empty());
}

TEST_CASE("fields: a value outside its domain is refused in the words of study.toml", "[fields]") {
    CHECK(refusal({.width_s = -0.1}) == "[peak] width_s = -0.1: must be a number from 0 to 600 s");
    CHECK(refusal({.width_s = 600.5}) == "[peak] width_s = 600.5: must be a number from 0 to 600 s");
    CHECK(refusal({.points = 0}) == "[peak] points = 0: must be a whole number from 1 to 2000000000");
    CHECK(refusal({.shape = "gaus"}) == "[peak] shape = \"gaus\": must be \"gauss\", \"emg\" or \"hvl\"");
    CHECK(refusal({.width_s = std::numeric_limits<double>::quiet_NaN()}).find("[peak] width_s = nan: ") == 0);
    CHECK(refusal({.width_s = std::numeric_limits<double>::infinity()}).find("[peak] width_s = inf: ") == 0);
}

TEST_CASE("fields: numbers are plain and read back to the same value", "[fields]") {
    CHECK(number_text(1e6) == "1000000");
    CHECK(number_text(0.1) == "0.1");
    CHECK(number_text(-2.5) == "-2.5");
    CHECK(number_text(0.0) == "0");
    CHECK(number_text(1e-5) == "0.00001");
    CHECK(number_text(1e-9) == "1e-09");
    CHECK(number_text(1e300) == "1e+300");
    for (const double value : {1.0 / 3.0, 123456.789, 5e-324, 1.7976931348623157e308, 999999999999999.9})
        CHECK(std::strtod(number_text(value).c_str(), nullptr) == value);
}

TEST_CASE("fields: the empty choice counts only where it stands between bars", "[fields]") {
    CHECK(is_choice("|positive|negative", ""));
    CHECK_FALSE(is_choice("positive|negative", ""));
    CHECK(is_choice("a||b", ""));
    CHECK_FALSE(is_choice("positive|negative", "positive|negative"));
    CHECK_FALSE(is_choice("positive|negative", "pos"));
}

TEST_CASE("fields: the nearest name is the one meant by a slip of the finger", "[fields]") {
    const std::vector<std::string> names{"min_snr", "min_width_s", "max_width_s", "scale"};
    CHECK(nearest_name("min_srn", names) == "min_snr");        // two letters swapped
    CHECK(nearest_name("mim_snr", names) == "min_snr");        // one wrong
    CHECK(nearest_name("max_width", names) == "max_width_s");  // not all typed
    CHECK(nearest_name("snr", names) == "min_snr");            // the part one remembers
    CHECK(nearest_name("colour", names).empty());
    CHECK(nearest_name("", names).empty());
    CHECK(did_you_mean("scael", names) == " (did you mean scale?)");
    CHECK(did_you_mean("colour", names).empty());
}
