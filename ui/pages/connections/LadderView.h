#pragma once

#include "services/api/ConnectionSettings.h"

#include <QWidget>

#include <memory>
#include <optional>

class QLabel;
class QTableView;

namespace assay {

class ConnectionCheckModel;
class ConnectionTester;

/// The test of a connection: one sentence, and a table of its steps with time and fix. Hidden until a test begins.
class LadderView : public QWidget {
    Q_OBJECT
public:
    explicit LadderView(QWidget *parent = nullptr);
    void start(std::unique_ptr<ConnectionTester> tester, const ConnectionSettings &settings, const std::optional<QString> &secret);
    void clear();
    bool isRunning() const;
    void retranslate();

Q_SIGNALS:
    void climbChanged();

private:
    void update();
    ConnectionCheckModel *m_checks;
    QLabel *m_summary;
    QTableView *m_table;
};

} // namespace assay
