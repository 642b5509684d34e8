#include "core/annotate/compete.hpp"

#include "core/base/random.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <functional>
#include <numbers>

using namespace gassan;

namespace {

/// ln of what a way weighs, by its claims as bits; -inf where a feature or a compound is given twice.
double log_weight_of(const Contest& contest, std::uint32_t way) {
    double log = 0.0;
    for (std::size_t i = 0; i < contest.claims.size(); ++i) {
        if ((way >> i & 1u) == 0) continue;
        log += contest.claims[i].log_weight;
        for (std::size_t j = 0; j < i; ++j) {
            if ((way >> j & 1u) == 0) continue;
            const Claim &a = contest.claims[i], &b = contest.claims[j];
            if (a.feature == b.feature || a.sought == b.sought) return -INFINITY;
            for (const KnownOrder& order : contest.orders)
                for (const auto& [low, high] : {std::pair(a, b), std::pair(b, a)})
                    if (low.sought == order.lower && high.sought == order.upper &&
                        contest.places[low.feature] > contest.places[high.feature])
                        log += std::log(wrong_order);
        }
    }
    return log;
}

std::vector<double> shares_by_all_ways(const Contest& contest) {
    std::vector<double> shares(contest.claims.size(), 0.0);
    double all = 0.0;
    for (std::uint32_t way = 0; way < 1u << contest.claims.size(); ++way) {
        const double weight = std::exp(log_weight_of(contest, way));
        all += weight;
        for (std::size_t i = 0; i < shares.size(); ++i)
            if ((way >> i & 1u) != 0) shares[i] += weight;
    }
    for (double& share : shares) share /= all;
    return shares;
}

/// Up to twelve claims of up to four features and five compounds.
Contest random_contest(std::uint64_t seed, bool with_order) {
    RandomStream dice(seed, 1);
    Contest contest;
    for (std::size_t feature = 0; feature < 4; ++feature) contest.places.push_back(dice.uniform(0.0, 10.0));
    for (std::size_t feature = 0; feature < 4; ++feature)
        for (std::size_t sought = 0; sought < 5; ++sought)
            if (contest.claims.size() < 12 && dice.uniform() < 0.55)
                contest.claims.push_back({feature, sought, dice.uniform(-4.0, 6.0)});
    if (with_order) contest.orders = {{1, 3}};
    return contest;
}

/// feature i may be compound i or compound i + 1: a chain, too long to be counted out.
Contest chain(std::size_t length) {
    Contest contest;
    RandomStream dice(7, 2);
    for (std::size_t i = 0; i < length; ++i) {
        contest.places.push_back(double(i));
        contest.claims.push_back({i, i, dice.uniform(-2.0, 3.0)});
        contest.claims.push_back({i, i + 1, dice.uniform(-2.0, 3.0)});
    }
    return contest;
}

/// Sum (or greatest) over all ways of a chain, feature by feature; a claim can be forced.
double over_chain(const Contest& contest, std::size_t forced, bool greatest) {
    const auto join = [&](double a, double b) { return greatest ? std::max(a, b) : a + b; };
    double open = 1.0, taken = 0.0;  // is compound i still to be had?
    for (std::size_t i = 0; 2 * i < contest.claims.size(); ++i) {
        const bool here = forced / 2 == i && forced < contest.claims.size();
        const bool own = !here || forced % 2 == 0, next = !here || forced % 2 == 1, none = !here;
        const double w_own = own ? std::exp(contest.claims[2 * i].log_weight) : 0.0;
        const double w_next = next ? std::exp(contest.claims[2 * i + 1].log_weight) : 0.0;
        const double either = join(open, taken);
        const double stays = join(none ? either : 0.0, open * w_own);
        taken = either * w_next;
        open = stays;
    }
    return join(open, taken);
}

}  // namespace

TEST_CASE("compete: shares are those of all ways there are", "[annotate]") {
    for (std::uint64_t seed = 0; seed < 150; ++seed) {
        const Contest contest = random_contest(seed, seed % 2 == 1);
        const auto shares = claim_shares(contest), expected = shares_by_all_ways(contest);
        for (std::size_t i = 0; i < shares.size(); ++i) CHECK(shares[i] == Approx(expected[i]).margin(1e-9));
    }
}

TEST_CASE("compete: the heaviest way is the heaviest of all there are", "[annotate]") {
    for (std::uint64_t seed = 0; seed < 150; ++seed) {
        const Contest contest = random_contest(seed, seed % 2 == 1);
        std::uint32_t best = 0;
        for (std::uint32_t way = 1; way < 1u << contest.claims.size(); ++way)
            if (log_weight_of(contest, way) > log_weight_of(contest, best)) best = way;
        std::uint32_t taken = 0;
        for (const std::size_t i : heaviest_claims(contest)) taken |= 1u << i;
        CHECK(taken == best);
    }
}

TEST_CASE("compete: a long chain of claims has the shares that are summed along it", "[annotate]") {
    const Contest contest = chain(24);
    const auto shares = claim_shares(contest);
    const double all = over_chain(contest, contest.claims.size(), false);
    for (std::size_t i = 0; i < shares.size(); ++i)
        CHECK(shares[i] == Approx(over_chain(contest, i, false) / all).margin(1e-6));
}

TEST_CASE("compete: a long chain's heaviest way weighs the greatest product along it", "[annotate]") {
    const Contest contest = chain(24);
    double log = 0.0;
    for (const std::size_t i : heaviest_claims(contest)) log += contest.claims[i].log_weight;
    CHECK(log == Approx(std::log(over_chain(contest, contest.claims.size(), true))));
}

TEST_CASE("compete: isomers whose predictions are off alike keep their order", "[annotate]") {
    // Predicted at 20 and 22, sd 2, found at 22.5 and 24.5: each by itself would give the first feature to the second.
    const auto claim = [](std::size_t feature, std::size_t sought, double error) {
        return Claim{feature, sought, 3.0 - 0.5 * error * error, error};
    };
    Contest contest{{claim(0, 0, 1.25), claim(0, 1, 0.25), claim(1, 0, 2.25), claim(1, 1, 1.25)}, {22.5, 24.5}, {}};
    const auto shares = claim_shares(contest);
    // The oracle: the common error integrated finely; own errors have a fifth of the variance.
    std::array<double, 4> expected{};
    double all = 0.0;
    for (double common = -3.0; common <= 3.0; common += 0.01) {
        std::array<double, 4> w{};
        for (std::size_t i = 0; i < 4; ++i) {
            const double left = contest.claims[i].predicted_error - std::sqrt(0.8) * common;
            w[i] = std::exp(3.0 - 0.5 * left * left / 0.2) / std::sqrt(0.2);
        }
        const double prior = std::exp(-0.5 * common * common);
        all += prior * (1.0 + w[0] + w[1] + w[2] + w[3] + w[0] * w[3] + w[1] * w[2]);
        expected[0] += prior * (w[0] + w[0] * w[3]);
        expected[1] += prior * (w[1] + w[1] * w[2]);
        expected[2] += prior * (w[2] + w[1] * w[2]);
        expected[3] += prior * (w[3] + w[0] * w[3]);
    }
    for (std::size_t i = 0; i < 4; ++i) CHECK(shares[i] == Approx(expected[i] / all).margin(0.01));
    CHECK(shares[0] > 0.85);
    CHECK(shares[3] > 0.85);
}
