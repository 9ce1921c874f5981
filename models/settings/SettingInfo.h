#pragma once

#include <QList>
#include <QString>
#include <QStringList>
#include <QVariant>

namespace assay {

/// Where a setting stands on the page of settings.
enum class SettingGroup { Appearance, Engine, Statistics, Prices, Shortcuts, Privacy, Network };

enum class SettingKind {
    Choice, ///< one of `choices`
    Number, ///< from lowest to highest
    Toggle,
    Text,
};

/// One thing that the user may decide: its words, its rule and its default. The page, the file and the readers follow this table.
struct SettingInfo {
    struct Choice {
        QString value;
        const char *title; ///< to be translated in the context "assay"
    };
    QString key; ///< stable, as in the file: "engine/slots"
    SettingGroup group;
    SettingKind kind;
    const char *title, *help; ///< to be translated in the context "assay"
    QVariant fallback;
    QList<Choice> choices = {};
    double lowest = 0, highest = 0, step = 1;
    int decimals = 0;
    bool (*takes)(const QString &text) = nullptr; ///< of a Text; what it holds when it is not empty
    const char *example = nullptr; ///< of such a text
    const char *unit = nullptr;    ///< to be translated; stands behind the number
    const char *atLowest = nullptr; ///< to be translated; what the lowest number means, in words
    QString engineOption = {};     ///< of `assayctl serve`; its value is the setting's, times engineFactor
    double engineFactor = 1;

    QString titleText() const;
    QString helpText() const;
    /// Why a value cannot be taken: one translated sentence that names the field and the fix. Empty: it can.
    QString problem(const QVariant &value) const;
    /// As the reader expects it: numbers within range, words that are known; the fallback for anything else.
    QVariant accepted(const QVariant &value) const;
};

/// Every setting, in the order of the page.
const QList<SettingInfo> &settingInfos();
/// Null for a key that there is not.
const SettingInfo *settingInfo(const QString &key);
QString settingGroupTitle(SettingGroup group);

} // namespace assay
