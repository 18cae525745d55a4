#pragma once

#include <algorithm>
#include <array>
#include <concepts>
#include <cstdint>
#include <functional>
#include <limits>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include "core/base/error.h"
#include "core/base/quantity.h"
#include "core/plan/testplan.h"

/// A plan file's fields as a pair of visitors: PlanWriter puts each into a JSON object, PlanReader
/// takes it out. A field that both are shown under one name is read as it was written.
namespace squall {

using PlanObject = nlohmann::ordered_json;

/// The words of an enumeration, each with its value.
template <typename Value, std::size_t count>
using PlanWords = std::array<std::pair<Value, std::string_view>, count>;

inline constexpr PlanWords<StageOf, 2> stageWords = {
    {{StageOf::Rate, "rate"}, {StageOf::Connections, "connections"}}};

// One element of a list, as text and back.
[[nodiscard]] std::string planText(const HeaderField& header);
[[nodiscard]] std::string planText(const Threshold& threshold);
[[nodiscard]] std::string planText(const ConnectTo& route);
[[nodiscard]] std::string planText(const ResolveTo& route);
[[nodiscard]] Result<> readPlanText(const std::string& text, HeaderField& header);
[[nodiscard]] Result<> readPlanText(const std::string& text, Threshold& threshold);
[[nodiscard]] Result<> readPlanText(const std::string& text, ConnectTo& route);
[[nodiscard]] Result<> readPlanText(const std::string& text, ResolveTo& route);
[[nodiscard]] std::string planText(const StatusRange& range);
[[nodiscard]] std::string planText(const JsonExpectation& expectation);
[[nodiscard]] Result<> readPlanText(const std::string& text, StatusRange& range);
[[nodiscard]] Result<> readPlanText(const std::string& text, JsonExpectation& expectation);

/// Puts fields into a JSON object.
class PlanWriter final {
public:
    PlanObject json = PlanObject::object();

    void text(const char* name, const std::string& value) { json[name] = value; }

    void flag(const char* name, bool value) { json[name] = value; }

    template <std::unsigned_integral Number>
    void count(const char* name, Number value) {
        json[name] = value;
    }

    void size(const char* name, std::uint64_t bytes) { json[name] = sizeText(bytes); }

    void time(const char* name, Nanoseconds value) { json[name] = durationText(value); }

    template <typename Value, typename NameTable>
    void choice(const char* name, Value value, const NameTable& names) {
        json[name] = std::ranges::find(names, value, &NameTable::value_type::first)->second;
    }

    void maybeCount(const char* name, const std::optional<std::uint64_t>& value) {
        if (value)
            json[name] = *value;
    }

    void maybeNumber(const char* name, const std::optional<double>& value) {
        if (value)
            json[name] = *value;
    }

    void maybeTime(const char* name, const std::optional<Nanoseconds>& value) {
        if (value)
            json[name] = durationText(*value);
    }

    template <typename Element>
    void list(const char* name, const std::vector<Element>& values) {
        json[name] = PlanObject::array();
        for (const Element& value : values)
            json[name].push_back(planText(value));
    }

    template <typename Part, typename Describe>
    void object(const char* name, const Part& part, Describe describe) {
        PlanWriter inner;
        describe(part, inner);
        json[name] = std::move(inner.json);
    }

    void stages(const char* name, const std::vector<Stage>& stages, StageOf of) {
        const std::string target(
            std::ranges::find(stageWords, of, &decltype(stageWords)::value_type::first)->second);
        json[name] = PlanObject::array();
        for (const Stage& stage : stages)
            json[name].push_back({{"length", durationText(stage.length)}, {target, stage.target}});
    }
};

/// Takes fields out of a JSON object, and keeps the first mistake.
class PlanReader final {
public:
    PlanReader(const PlanObject& json, std::string prefix)
        : m_json(json)
        , m_prefix(std::move(prefix)) {}

    void text(const char* name, std::string& value) {
        if (const PlanObject* const found = find(name, "a text", &PlanObject::is_string))
            value = found->get<std::string>();
    }

    void flag(const char* name, bool& value) {
        if (const PlanObject* const found = find(name, "true or false", &PlanObject::is_boolean))
            value = found->get<bool>();
    }

    template <std::unsigned_integral Number>
    void count(const char* name, Number& value) {
        std::optional<std::uint64_t> read;
        maybeCount(name, read);
        if (read && *read > std::numeric_limits<Number>::max())
            blame(name, "is too large");
        else if (read)
            value = static_cast<Number>(*read);
    }

    void size(const char* name, std::uint64_t& bytes) {
        std::optional<std::uint64_t> read;
        numberOrText(name, "must be a size, such as 1000000 or \"64MiB\"", parseSize, read);
        bytes = read.value_or(bytes);
    }

    void time(const char* name, Nanoseconds& value) {
        std::optional<Nanoseconds> read;
        maybeTime(name, read);
        value = read.value_or(value);
    }

    template <typename Value, typename NameTable>
    void choice(const char* name, Value& value, const NameTable& names) {
        std::string word;
        text(name, word);
        if (word.empty())
            return;
        const auto* const found = std::ranges::find(names, word, &NameTable::value_type::second);
        if (found != names.end())
            value = found->first;
        else
            blame(name, "\"" + word + "\" is none of its words");
    }

    void maybeCount(const char* name, std::optional<std::uint64_t>& value) {
        numberOrText(name, "must be a whole number, such as 1000 or \"10k\"", parseCount, value);
    }

    void maybeNumber(const char* name, std::optional<double>& value) {
        if (const PlanObject* const found = find(name, "a number", &PlanObject::is_number))
            value = found->get<double>();
    }

    void maybeTime(const char* name, std::optional<Nanoseconds>& value) {
        if (const PlanObject* const found =
                find(name, "a time, such as \"30s\"", &PlanObject::is_string))
            keep(name, parseDuration(found->get<std::string>()), value);
    }

    template <typename Element>
    void list(const char* name, std::vector<Element>& values) {
        const PlanObject* const found = find(name, "a list of texts", &PlanObject::is_array);
        if (found == nullptr)
            return;
        values.clear();
        for (const PlanObject& item : *found) {
            if (!item.is_string())
                return blame(name, "must be a list of texts");
            const Result<> read = readPlanText(item.get<std::string>(), values.emplace_back());
            if (!read)
                return blame(name, read.error().detail);
        }
    }

    template <typename Part, typename Describe>
    void object(const char* name, Part& part, Describe describe) {
        const PlanObject* const found = find(name, "an object", &PlanObject::is_object);
        if (found == nullptr)
            return;
        PlanReader inner(*found, m_prefix + name + ".");
        describe(part, inner);
        if (const auto error = inner.mistake(); error && !m_mistake)
            m_mistake = error;
    }

    void stages(const char* name, std::vector<Stage>& stages, StageOf& of) {
        const PlanObject* const found = find(name, "a list of stages", &PlanObject::is_array);
        if (found == nullptr)
            return;
        stages.clear();
        for (const PlanObject& item : *found)
            stage(name, item, stages, of);
    }

    /// The first mistake: of a field that was asked for, or one that nobody asked for.
    [[nodiscard]] std::optional<std::string> mistake() const {
        if (m_mistake)
            return m_mistake;
        for (const auto& [name, value] : m_json.items()) {
            if (!m_known.contains(name))
                return "\"" + m_prefix + name + "\" is not a field of a plan";
        }
        return std::nullopt;
    }

private:
    [[nodiscard]] const PlanObject* find(const char* name) {
        m_known.insert(name);
        const auto found = m_json.find(name);
        return found == m_json.end() ? nullptr : &*found;
    }

    [[nodiscard]] const PlanObject* find(const char* name, const char* kind,
                                         bool (PlanObject::*isKind)() const noexcept) {
        const PlanObject* const found = find(name);
        if (found == nullptr || (found->*isKind)())
            return found;
        blame(name, std::string("must be ") + kind);
        return nullptr;
    }

    void numberOrText(const char* name, const char* wanted,
                      Result<std::uint64_t> (*parse)(std::string_view),
                      std::optional<std::uint64_t>& value) {
        const PlanObject* const found = find(name);
        if (found == nullptr)
            return;
        if (found->is_number_unsigned())
            value = found->get<std::uint64_t>();
        else if (found->is_string())
            keep(name, parse(found->get<std::string>()), value);
        else
            blame(name, wanted);
    }

    template <typename Value>
    void keep(const char* name, const Result<Value>& read, std::optional<Value>& value) {
        if (read)
            value = *read;
        else
            blame(name, read.error().detail);
    }

    void stage(const char* name, const PlanObject& item, std::vector<Stage>& stages, StageOf& of) {
        if (!item.is_object())
            return blame(name, "must be a list of stages");
        PlanReader fields(item, m_prefix + name + ".");
        Stage& stage = stages.emplace_back();
        std::optional<double> rate;
        std::optional<double> connections;
        fields.time("length", stage.length);
        fields.maybeNumber("rate", rate);
        fields.maybeNumber("connections", connections);
        const bool isMixed = stages.size() > 1 && (of == StageOf::Rate) != rate.has_value();
        if (const auto wrong = fields.mistake())
            m_mistake = m_mistake ? m_mistake : wrong;
        else if (rate.has_value() == connections.has_value() || isMixed)
            blame(name, "needs a rate or connections, the same in every stage");
        of = rate ? StageOf::Rate : StageOf::Connections;
        stage.target = rate.value_or(connections.value_or(0));
    }

    void blame(const char* name, const std::string& words) {
        if (!m_mistake)
            m_mistake = "\"" + m_prefix + name + "\": " + words;
    }

    const PlanObject& m_json;
    const std::string m_prefix;
    std::set<std::string, std::less<>> m_known;
    std::optional<std::string> m_mistake;
};

} // namespace squall
