@echo off
rem Takes xl_quality away from the current user. Workbooks and results stay.
setlocal
set "HERE=%~dp0"
rem Started from the folder that it takes away, it goes on from a copy outside.
if /i not "%HERE%"=="%LOCALAPPDATA%\xl_quality\" goto outside
cd /d "%TEMP%"
copy /y "%~f0" "%TEMP%\xlq_uninstall.bat" >nul
if not exist "%TEMP%\xlq_uninstall.bat" goto outside
start "xl_quality" cmd /c "call "%TEMP%\xlq_uninstall.bat" & del "%TEMP%\xlq_uninstall.bat""
exit /b 0
:outside
for /f "tokens=2 delims=:." %%c in ('chcp') do set "PAGE=%%c"
chcp 65001 >nul
if exist "%HERE%python\python.exe" goto bundled
if not exist "%HERE%xl_quality\installer\uninstall.py" goto byhand
py -3 -c "import sys; sys.exit(sys.version_info < (3, 11))" >nul 2>nul
if errorlevel 1 goto byhand
py -3 -X utf8 -c "import sys; sys.path.insert(0, sys.argv[1]); from xl_quality.installer.uninstall import main; sys.exit(main())" "%HERE%."
if errorlevel 1 goto failed
goto folder
:bundled
"%HERE%python\python.exe" -X utf8 -c "import sys; sys.path.insert(0, sys.argv[1]); from xl_quality.installer.uninstall import main; sys.exit(main())" "%HERE%."
if errorlevel 1 goto failed
goto folder
:byhand
if exist "%APPDATA%\Microsoft\Excel\XLSTART\xl_quality_intellisense.xll" del "%APPDATA%\Microsoft\Excel\XLSTART\xl_quality_intellisense.xll"
if not exist "%APPDATA%\Microsoft\Excel\XLSTART\xl_quality.xlam" goto folder
del "%APPDATA%\Microsoft\Excel\XLSTART\xl_quality.xlam"
if exist "%APPDATA%\Microsoft\Excel\XLSTART\xl_quality.xlam" goto failed
:folder
if not exist "%LOCALAPPDATA%\xl_quality" goto gone
rmdir /s /q "%LOCALAPPDATA%\xl_quality"
if exist "%LOCALAPPDATA%\xl_quality" ping -n 3 127.0.0.1 >nul
if exist "%LOCALAPPDATA%\xl_quality" rmdir /s /q "%LOCALAPPDATA%\xl_quality"
if exist "%LOCALAPPDATA%\xl_quality" goto failed
:gone
echo xl_quality is uninstalled.
set "RESULT=0"
goto end
:failed
echo Not uninstalled. Please close Excel and run this again.
set "RESULT=1"
:end
if defined PAGE chcp %PAGE% >nul
if not defined XLQ_NO_PAUSE pause
exit /b %RESULT%
