#include "core/param_table.hpp"

#include "core/model/quality_params.hpp"
#include "core/simulate/simulate_params.hpp"

#include <charconv>
#include <limits>
#include <optional>

namespace gassan {
namespace {

/// Calls visit(value, note) for the one field that is named.
template <class Stages, class Visit>
void with_field(Stages& params, std::string_view stage, std::string_view key, Visit&& visit) {
    bool found = false;
    Stages::stages(params, [&](std::string_view name, auto& fields, std::string_view) {
        if (name != stage) return;
        std::decay_t<decltype(fields)>::fields(fields, [&](std::string_view field, auto& value, const FieldNote& note) {
            if (field != key) return;
            found = true;
            visit(value, note);
        });
    });
    require(found, "there is no parameter [" + std::string(stage) + "] " + std::string(key));
}

/// The whole text as a number, or nothing.
template <class Number>
std::optional<Number> number_of(std::string_view text) {
    Number value{};
    const auto end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, value);
    if (error != std::errc{} || stop != end) return std::nullopt;
    return value;
}

std::optional<double> as_double(const ParamValue& value) {
    if (const auto* number = std::get_if<double>(&value)) return *number;
    if (const auto* whole = std::get_if<std::int64_t>(&value)) return double(*whole);
    return std::nullopt;
}

std::optional<int> as_int(const ParamValue& value) {
    const auto* whole = std::get_if<std::int64_t>(&value);
    if (!whole || *whole < std::numeric_limits<int>::min() || *whole > std::numeric_limits<int>::max())
        return std::nullopt;
    return int(*whole);
}

template <class Value>
std::optional<Value> as(const ParamValue& value) {
    if constexpr (std::is_same_v<Value, double>)
        return as_double(value);
    else if constexpr (std::is_same_v<Value, int>)
        return as_int(value);
    else if (const auto* same = std::get_if<Value>(&value))
        return *same;
    return std::nullopt;
}

/// Text of a command line as the kind of value the field has; a text that does not fit stays a word and is refused.
template <class Value>
ParamValue typed(std::string_view text) {
    if constexpr (std::is_same_v<Value, double>) {
        if (const auto number = number_of<double>(text)) return *number;
    } else if constexpr (std::is_same_v<Value, int>) {
        if (const auto number = number_of<std::int64_t>(text)) return *number;
    } else if constexpr (std::is_same_v<Value, bool>) {
        if (text == "true" || text == "false") return text == "true";
    }
    return std::string(text);
}

template <class Value>
void assign(Value& field, const ParamValue& value, const FieldNote& note) {
    const auto fitting = as<Value>(value);
    require(fitting.has_value(), demand(note, std::is_same_v<Value, int>));
    const std::string fault = fault_of(*fitting, note);
    require(fault.empty(), fault);
    field = *fitting;
}

template <class Value>
ParamValue value_of(const Value& value) {
    if constexpr (std::is_same_v<Value, int>)
        return std::int64_t{value};
    else
        return value;
}

}  // namespace

template <class Stages>
std::vector<ParamStage> param_table(const Stages& params) {
    std::vector<ParamStage> table;
    Stages::stages(params, [&](std::string_view name, const auto& fields, std::string_view text) {
        ParamStage stage{std::string(name), std::string(text), {}};
        std::decay_t<decltype(fields)>::fields(
            fields, [&](std::string_view key, const auto& value, const FieldNote& note) {
                stage.rows.push_back({stage.name, std::string(key), value_of(value), note});
            });
        table.push_back(std::move(stage));
    });
    return table;
}

std::string param_text(const ParamValue& value) {
    if (const auto* word = std::get_if<std::string>(&value)) return '"' + *word + '"';
    if (const auto* yes = std::get_if<bool>(&value)) return *yes ? "true" : "false";
    if (const auto* whole = std::get_if<std::int64_t>(&value)) return std::to_string(*whole);
    return number_text(std::get<double>(value));
}

template <class Stages>
void set_param(Stages& params, std::string_view stage, std::string_view key, const ParamValue& value) {
    with_field(params, stage, key, [&](auto& field, const FieldNote& note) { assign(field, value, note); });
}

template <class Stages>
void set_param_text(Stages& params, std::string_view stage, std::string_view key, std::string_view text) {
    with_field(params, stage, key, [&](auto& field, const FieldNote& note) {
        assign(field, typed<std::decay_t<decltype(field)>>(text), note);
    });
}

template std::vector<ParamStage> param_table(const Params&);
template void set_param(Params&, std::string_view, std::string_view, const ParamValue&);
template void set_param_text(Params&, std::string_view, std::string_view, std::string_view);
template std::vector<ParamStage> param_table(const SimulateParams&);
template void set_param(SimulateParams&, std::string_view, std::string_view, const ParamValue&);
template void set_param_text(SimulateParams&, std::string_view, std::string_view, std::string_view);
template std::vector<ParamStage> param_table(const QualityStages&);
template void set_param(QualityStages&, std::string_view, std::string_view, const ParamValue&);
template void set_param_text(QualityStages&, std::string_view, std::string_view, std::string_view);

}  // namespace gassan
