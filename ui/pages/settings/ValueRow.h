#pragma once

#include "ui/pages/settings/SettingRow.h"

class QCheckBox;
class QComboBox;
class QDoubleSpinBox;
class QLineEdit;

namespace assay {

class SettingsStore;

/// A setting of the table with the control that its kind asks for. What is typed counts at once when it can be taken.
class ValueRow final : public SettingRow {
    Q_OBJECT
public:
    ValueRow(const SettingInfo &info, SettingsStore &settings, QWidget *parent);
    void retranslate() override;

private:
    QWidget *makeControl();
    void showValue();
    void decide(const QVariant &value);

    const SettingInfo &m_info;
    SettingsStore &m_settings;
    QWidget *m_control = nullptr;
    QComboBox *m_choice = nullptr; ///< one of these four is the control
    QDoubleSpinBox *m_number = nullptr;
    QCheckBox *m_toggle = nullptr;
    QLineEdit *m_text = nullptr;
    bool m_showing = false;
};

} // namespace assay
