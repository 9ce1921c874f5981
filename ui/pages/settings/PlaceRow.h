#pragma once

#include "services/core/Result.h"
#include "ui/pages/settings/SettingRow.h"

#include <QFuture>

#include <functional>

class QPushButton;

namespace assay {

/// Something that is kept on this computer, and where.
struct StoredPlace {
    QString name;                         ///< stable word
    std::function<QString()> title, help; ///< translated
    QString path;                         ///< a folder or a file; empty: no place in the file system
    std::function<QFuture<Result<Done>>()> clear = {}; ///< deletes what is there; empty: not from here
    std::function<QString()> clearQuestion = {};       ///< translated; says what is lost
};

/// What is stored where, with a way to look at it and, where that is possible, to delete it.
class PlaceRow final : public SettingRow {
    Q_OBJECT
public:
    PlaceRow(const StoredPlace &place, QWidget *parent);
    void retranslate() override;

Q_SIGNALS:
    void cleared(const assay::Result<assay::Done> &done);

private:
    void askAndClear();

    StoredPlace m_place;
    QPushButton *m_open = nullptr, *m_clear = nullptr;
};

} // namespace assay
