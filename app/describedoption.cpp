#include "app/describedoption.h"

#include <sstream>

namespace squall {

namespace {

bool isHidden(const CLI::Option& option) {
    return option.get_group().empty();
}

DescribedOption described(const CLI::Option& option) {
    DescribedOption result;
    for (const std::string& name : option.get_snames())
        result.names.push_back('-' + name);
    for (const std::string& name : option.get_lnames())
        result.names.push_back("--" + name);
    result.description = option.get_description();
    result.isRepeated = option.get_multi_option_policy() == CLI::MultiOptionPolicy::TakeAll;
    if (option.get_items_expected_max() == 0)
        return result;
    result.value = option.get_type_name();
    if (result.value.find('|') == std::string::npos)
        return result;
    std::istringstream words(result.value);
    for (std::string word; std::getline(words, word, '|');)
        result.choices.push_back(word);
    return result;
}

} // namespace

std::vector<DescribedOption> describedOptions(const CLI::App& command) {
    std::vector<DescribedOption> options;
    for (const CLI::Option* option : command.get_options()) {
        if (!option->get_positional() && !isHidden(*option))
            options.push_back(described(*option));
    }
    return options;
}

std::vector<const CLI::Option*> argumentsOf(const CLI::App& command) {
    return command.get_options(
        [](const CLI::Option* option) { return option->get_positional() && !isHidden(*option); });
}

} // namespace squall
